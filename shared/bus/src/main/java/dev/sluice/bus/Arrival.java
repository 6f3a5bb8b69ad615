package dev.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.spi.cluster.ClusterManager;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits at a node's start until it knows what the others are. Who says nothing in time is gone, or none of ours. */
final class Arrival {
    private static final Logger LOG = LoggerFactory.getLogger(Arrival.class);
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final long EVERY_MILLIS = 20;

    private final Vertx vertx;
    private final ClusterManager cluster;
    private final Self self;
    private final Directory directory;
    private final long deadline = System.nanoTime() + PATIENCE.toNanos();

    Arrival(Vertx vertx, ClusterManager cluster, Self self, Directory directory) {
        this.vertx = vertx;
        this.cluster = cluster;
        this.self = self;
        this.directory = directory;
    }

    /** Says what this node is; the others answer with what they are. */
    Future<Void> with(Announcer announcer) {
        Promise<Void> arrived = Promise.promise();
        announcer
                .ready()
                .compose(ready -> announcer.tell())
                .onFailure(unsaid -> LOG.warn("event=presence_not_told reason={}", unsaid.getMessage()))
                .onComplete(told -> look(arrived));
        return arrived.future();
    }

    private void look(Promise<Void> arrived) {
        List<String> members = cluster.getNodes();
        String namesake = directory.namesake(self.node());
        // The list begins with the oldest: of two that come at once, the later one goes.
        if (namesake != null && members.indexOf(namesake) < members.indexOf(self.id())) {
            arrived.fail(new ClusterRefused("cluster.node is '" + self.node()
                    + "', and a node of that name is in the cluster already: each node has a name of its own"));
            return;
        }
        List<String> silent = members.stream()
                .filter(member -> !member.equals(self.id()) && !directory.knows(member))
                .toList();
        if (silent.isEmpty() || deadline - System.nanoTime() < 0) {
            silent.forEach(member -> LOG.warn("event=member_says_nothing member={} effect=not_asked", member));
            arrived.complete();
        } else {
            vertx.setTimer(EVERY_MILLIS, again -> look(arrived));
        }
    }
}
