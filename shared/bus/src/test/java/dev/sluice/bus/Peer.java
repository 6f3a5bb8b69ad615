package dev.sluice.bus;

import static org.awaitility.Awaitility.await;

import com.hazelcast.core.HazelcastInstance;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.internal.VertxInternal;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One node of a cluster on loopback, in this JVM. */
record Peer(VertxInternal vertx, BusNode node) {
    static final Path CLUSTER_XML = Path.of("../../cluster.xml");

    static Peer start(String nodeId, ClusterSettings settings) {
        Vertx vertx = Peer.<Vertx>within(20, () -> Cluster.join(new VertxOptions().setEventLoopPoolSize(2), settings));
        BusNode node = BusNode.start(vertx, nodeId, "1.0");
        Peer peer = new Peer((VertxInternal) vertx, node);
        boolean arrived = false;
        try {
            Peer.<Void>within(20, node::arrive);
            arrived = true;
        } finally {
            if (!arrived) {
                peer.stop();
            }
        }
        return peer;
    }

    /** Waits until this node knows that another one answers or serves an address. */
    void awaitServed(String address) {
        Directory directory = ((EventBusNode) node).directory();
        await().until(() -> directory.pick(address) != null);
    }

    /** Settings for a node that looks for others at these member ports. */
    static ClusterSettings settings(int memberPort, List<Integer> others, ClusterSettings.@Nullable Tls tls) {
        List<String> members = others.stream().map(port -> "127.0.0.1:" + port).toList();
        return new ClusterSettings(
                CLUSTER_XML,
                "bus-test-" + others.getFirst(),
                members,
                "127.0.0.1",
                memberPort,
                FreePorts.one(),
                tls == null,
                tls);
    }

    Office office() {
        return Office.onEventLoop(vertx, node);
    }

    void stop() {
        node.stop().await();
        vertx.close().await();
    }

    /** Dies without a word. */
    void kill() {
        HazelcastInstance hazelcast = ((HazelcastClusterManager) vertx.clusterManager()).getHazelcastInstance();
        hazelcast.getLifecycleService().terminate();
    }

    private static <T> T within(int seconds, Supplier<Future<T>> task) {
        try {
            return task.get().await(seconds, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
