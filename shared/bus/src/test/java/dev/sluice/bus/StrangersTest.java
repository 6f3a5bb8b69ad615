package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import com.hazelcast.client.HazelcastClient;
import com.hazelcast.client.config.ClientConfig;
import com.hazelcast.core.HazelcastInstance;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.NetClient;
import io.vertx.core.net.NetClientOptions;
import io.vertx.core.net.NetSocket;
import io.vertx.core.net.PemKeyCertOptions;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** N1: whoever is not a node of the cluster, but reaches its ports, is not heard and learns nothing. */
class StrangersTest {
    private static final int TRIES = 100;
    private static final int HANDS = 20;
    /** A message that an event bus answers with one byte: a ping. */
    private static final byte[] PING = {
        0, 0, 0, 29, 2, 1, 0, 0, 0, 0, 1, 'p', 0, 0, 0, 0, 0, 0, 0, 1, 'x', 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0
    };

    @TempDir
    private Path folder;

    @Test
    void noMessageFromOutsideIsAcceptedAndNoClientGetsIn() throws Exception {
        ClusterSettings.Tls ours = Papers.of(folder.resolve("ours"), "server");
        ClusterSettings.Tls forged = Papers.of(folder.resolve("forged"), "server");
        int port = FreePorts.one();
        ClusterSettings settings = Peer.settings(port, List.of(port), ours);
        Peer server = Peer.start("server", settings);
        Vertx outside = Vertx.vertx();

        // What a node of the cluster sends is accepted, so that the tries below could be.
        assertThat(isAnswered(outside, settings.busPort(), with(ours))).isTrue();
        int accepted = 0;
        for (int i = 0; i < TRIES; i++) {
            NetClientOptions options = switch (i % 3) {
                case 0 -> new NetClientOptions();
                case 1 -> with(null);
                default -> with(forged);
            };
            accepted += isAnswered(outside, settings.busPort(), options) ? 1 : 0;
        }
        int clients = clientsThatGetIn(settings);

        tell("messages_accepted", accepted);
        tell("hazelcast_clients_connected", clients);
        outside.close().await();
        server.stop();
        assertThat(accepted).isZero();
        assertThat(clients).isZero();
    }

    private static void tell(String figure, int value) {
        System.out.printf("N1 %s %d of_%d %s%n", figure, value, TRIES, value == 0 ? "pass" : "fail");
    }

    private static NetClientOptions with(ClusterSettings.@Nullable Tls papers) {
        NetClientOptions options =
                new NetClientOptions().setSsl(true).setTrustAll(true).setHostnameVerificationAlgorithm("");
        return papers == null
                ? options
                : options.setKeyCertOptions(new PemKeyCertOptions()
                        .setKeyPath(papers.key().toString())
                        .setCertPath(papers.certificate().toString()));
    }

    private static boolean isAnswered(Vertx vertx, int port, NetClientOptions options) throws TimeoutException {
        NetClient client = vertx.createNetClient(options);
        Promise<Boolean> answered = Promise.promise();
        client.connect(port, "127.0.0.1")
                .onSuccess(socket -> ping(socket, answered))
                .onFailure(refused -> answered.tryComplete(false));
        boolean accepted = answered.future().await(10, TimeUnit.SECONDS);
        client.close();
        return accepted;
    }

    private static void ping(NetSocket socket, Promise<Boolean> answered) {
        socket.handler(bytes -> answered.tryComplete(bytes.getByte(0) == 1));
        socket.exceptionHandler(broken -> answered.tryComplete(false));
        socket.closeHandler(closed -> answered.tryComplete(false));
        socket.write(Buffer.buffer(PING)).onFailure(gone -> answered.tryComplete(false));
    }

    // Each waits for an answer that does not come, so they wait together.
    private static int clientsThatGetIn(ClusterSettings settings) throws Exception {
        int in = 0;
        try (ExecutorService hands = Executors.newFixedThreadPool(HANDS)) {
            List<Callable<Boolean>> tries = Collections.nCopies(TRIES, () -> getsIn(settings));
            for (Future<Boolean> one : hands.invokeAll(tries)) {
                in += one.get() ? 1 : 0;
            }
        }
        return in;
    }

    private static boolean getsIn(ClusterSettings settings) {
        ClientConfig config = new ClientConfig();
        config.setClusterName(settings.name());
        config.setProperty("hazelcast.logging.type", "slf4j");
        config.setProperty("hazelcast.phone.home.enabled", "false");
        // How long it waits for its authentication to be answered.
        config.setProperty("hazelcast.client.heartbeat.timeout", "2000");
        config.setProperty("hazelcast.client.heartbeat.interval", "500");
        config.getNetworkConfig()
                .addAddress("127.0.0.1:" + settings.memberPort())
                .setConnectionTimeout(1_000);
        config.getConnectionStrategyConfig().getConnectionRetryConfig().setClusterConnectTimeoutMillis(0);
        try {
            HazelcastInstance client = HazelcastClient.newHazelcastClient(config);
            client.shutdown();
            return true;
        } catch (IllegalStateException refused) {
            return false;
        }
    }
}
