package dev.sluice.bus;

import com.hazelcast.config.Config;
import com.hazelcast.config.InvalidConfigurationException;
import com.hazelcast.config.XmlConfigBuilder;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.eventbus.EventBusOptions;
import io.vertx.core.http.ClientAuth;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.PemTrustOptions;
import io.vertx.spi.cluster.hazelcast.HazelcastClusterManager;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Properties;
import java.util.Set;

/** Starts Vert.x, alone or as a member of a cluster; {@link BusNode#start} takes either. */
public final class Cluster {
    private static final int CONNECT_MILLIS = 3_000;
    private static final int PING_EVERY_MILLIS = 5_000;
    private static final int PING_ANSWER_MILLIS = 10_000;

    private Cluster() {}

    /** A node on its own: nothing listens for others. */
    public static Future<Vertx> alone(VertxOptions options) {
        return Future.succeededFuture(Vertx.vertx(options));
    }

    /**
     * A node among others; reads {@code cluster.xml}. The future fails if a port is taken or nobody can be reached.
     *
     * @throws ClusterRefused if nodes could not tell each other from strangers, or a file is missing or malformed
     */
    public static Future<Vertx> join(VertxOptions options, ClusterSettings settings) {
        VertxOptions own = new VertxOptions(options).setEventBusOptions(eventBus(settings));
        return Vertx.builder()
                .with(own)
                .withClusterManager(new HazelcastClusterManager(hazelcast(settings)))
                .buildClustered();
    }

    static EventBusOptions eventBus(ClusterSettings settings) {
        EventBusOptions options = new EventBusOptions()
                .setHost(settings.host())
                .setPort(settings.busPort())
                .setConnectTimeout(CONNECT_MILLIS)
                .setClusterPingInterval(PING_EVERY_MILLIS)
                .setClusterPingReplyInterval(PING_ANSWER_MILLIS)
                // By default any certificate will do, and none.
                .setTrustAll(false)
                .setClientAuth(ClientAuth.REQUIRED);
        if (settings.tls() != null) {
            return secure(options, settings.tls());
        }
        if (!settings.trustedNetwork()) {
            throw new ClusterRefused("cluster.tls is absent: whoever reaches the event-bus port could pose as a node."
                    + " Expected cluster.tls.key, .certificate and .authority, which `./sluice cluster init` makes,"
                    + " or cluster.trusted-network: true");
        }
        return options;
    }

    private static EventBusOptions secure(EventBusOptions options, ClusterSettings.Tls tls) {
        String key = readable("cluster.tls.key", tls.key());
        String certificate = readable("cluster.tls.certificate", tls.certificate());
        String authority = readable("cluster.tls.authority", tls.authority());
        return options.setSsl(true)
                .setEnabledSecureTransportProtocols(Set.of("TLSv1.3"))
                .setKeyCertOptions(new PemKeyCertOptions().setKeyPath(key).setCertPath(certificate))
                .setTrustOptions(new PemTrustOptions().addCertPath(authority));
    }

    static Config hazelcast(ClusterSettings settings) {
        Path file = Path.of(readable("cluster.config", settings.configFile()));
        try (InputStream xml = Files.newInputStream(file)) {
            XmlConfigBuilder builder = new XmlConfigBuilder(xml);
            builder.setProperties(variables(settings));
            return builder.build();
        } catch (IOException | InvalidConfigurationException e) {
            throw new ClusterRefused("cluster.config is " + file + ", which cannot be read: " + e.getMessage());
        }
    }

    private static Properties variables(ClusterSettings settings) {
        Properties variables = new Properties();
        variables.setProperty("sluice.cluster.name", settings.name());
        variables.setProperty("sluice.cluster.members", String.join(",", settings.members()));
        variables.setProperty("sluice.cluster.host", settings.host());
        variables.setProperty("sluice.cluster.member-port", Integer.toString(settings.memberPort()));
        return variables;
    }

    private static String readable(String key, Path file) {
        if (!Files.isReadable(file)) {
            throw new ClusterRefused(key + " is " + file + ", which cannot be read");
        }
        return file.toAbsolutePath().toString();
    }
}
