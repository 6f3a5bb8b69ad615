package dev.sluice.launcher;

import dev.sluice.bus.BusNode;
import dev.sluice.bus.Cluster;
import dev.sluice.bus.ClusterRefused;
import dev.sluice.bus.ClusterSettings;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.launcher.conf.Key;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.file.FileSystemOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Starts Vert.x as the configuration says: alone, or as a member of a cluster. */
final class VertxStart {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** A cluster whose members come and go, or are short of processors, lets a new one in only after a while. */
    private static final Duration JOINING = Duration.ofMinutes(2);

    private VertxStart() {}

    static Vertx start(Conf conf) {
        VertxOptions options = new VertxOptions()
                .setPreferNativeTransport(true)
                .setEventLoopPoolSize(Math.max(1, conf.instances(Key.EVENT_LOOPS)))
                .setFileSystemOptions(new FileSystemOptions().setFileCachingEnabled(false));
        if (!conf.flag(Key.CLUSTER_ENABLED)) {
            return Waiting.await(Cluster.alone(options), PATIENCE, "starting Vert.x");
        }
        try {
            return joined(conf, Cluster.join(options, settings(conf)));
        } catch (ClusterRefused | IllegalArgumentException refused) {
            throw new ConfException(String.valueOf(refused.getMessage()));
        }
    }

    private static Vertx joined(Conf conf, Future<Vertx> joining) {
        boolean inTime = false;
        try {
            Vertx vertx =
                    Ports.await(joining, JOINING, conf.text(Key.CLUSTER_HOST), conf.integer(Key.CLUSTER_BUS_PORT));
            inTime = true;
            return vertx;
        } finally {
            if (!inTime) {
                // Nobody would ever stop it, and the others would take it for one of them.
                joining.onSuccess(Vertx::close);
            }
        }
    }

    /**
     * Waits until this node knows the others of its cluster.
     *
     * @throws ConfException if one of them bears its name
     */
    static void arrive(BusNode bus) {
        Future<Void> arriving = bus.arrive();
        Waiting.settle(arriving, PATIENCE, "getting to know the other nodes");
        if (arriving.cause() instanceof ClusterRefused refused) {
            throw new ConfException(String.valueOf(refused.getMessage()));
        }
        Waiting.await(arriving, PATIENCE, "getting to know the other nodes");
    }

    private static ClusterSettings settings(Conf conf) {
        int memberPort = conf.integer(Key.CLUSTER_MEMBER_PORT);
        List<String> members = conf.list(Key.CLUSTER_MEMBERS).stream()
                .map(member -> member.contains(":") ? member : member + ":" + memberPort)
                .toList();
        return new ClusterSettings(
                conf.home().resolve(conf.text(Key.CLUSTER_CONFIG)),
                conf.text(Key.CLUSTER_NAME),
                members,
                conf.text(Key.CLUSTER_HOST),
                memberPort,
                conf.integer(Key.CLUSTER_BUS_PORT),
                conf.flag(Key.CLUSTER_TRUSTED_NETWORK),
                tls(conf));
    }

    private static ClusterSettings.@Nullable Tls tls(Conf conf) {
        String key = conf.text(Key.CLUSTER_TLS_KEY);
        String certificate = conf.text(Key.CLUSTER_TLS_CERTIFICATE);
        String authority = conf.text(Key.CLUSTER_TLS_AUTHORITY);
        if (key.isEmpty() && certificate.isEmpty() && authority.isEmpty()) {
            return null;
        }
        return new ClusterSettings.Tls(Path.of(key), Path.of(certificate), Path.of(authority));
    }
}
