package dev.sluice.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.time.Duration;

/** This node's part of the bus: knows which roles are deployed here, and gives each verticle instance its line. */
public interface BusNode {

    /**
     * Starts this node's part on a Vert.x instance, clustered or not.
     *
     * @param nodeId this node's name, unique in the cluster; part of private addresses
     */
    static BusNode start(Vertx vertx, String nodeId) {
        return start(vertx, nodeId, "");
    }

    /**
     * Starts this node's part, and tells the others which version it runs.
     *
     * @param nodeId this node's name, unique in the cluster; part of private addresses
     */
    static BusNode start(Vertx vertx, String nodeId, String version) {
        return EventBusNode.start(vertx, nodeId, version);
    }

    String nodeId();

    /** Who is in the cluster, this node included. */
    Members members();

    /**
     * Completes when all other nodes have told this one what they are and answer, or have had the time to. Fails with {@link
     * ClusterRefused} if one of them bears this node's name.
     */
    Future<Void> arrive();

    /** Tells all that this node plays a role that answers nothing on the bus; those that do are told of without it. */
    void play(String role);

    /**
     * Tells all that this node is about to leave: they ask others from now on, where there are any. Completes when they have
     * had the time to hear it, and what they asked before has come.
     */
    Future<Void> drain();

    /** A line for the verticle instance that runs on {@code context}; call it there. */
    Bus join(Context context);

    /** How many streams this node serves at the moment. */
    int serving();

    /** How long a frame that this node told itself within the last second was under way. */
    Duration lag();

    /** Which generation of the configuration this node's parts enforce; each part adds itself while it is at work. */
    Generations generations();

    /** Closes all lines: whoever waits for something on them is told. */
    Future<Void> stop();
}
