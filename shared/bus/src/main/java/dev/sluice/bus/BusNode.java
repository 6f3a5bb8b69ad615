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
        return EventBusNode.start(vertx, nodeId);
    }

    String nodeId();

    /** A line for the verticle instance that runs on {@code context}; call it there. */
    Bus join(Context context);

    /** How long a frame that this node told itself within the last second was under way. */
    Duration lag();

    /** Closes all lines: whoever waits for something on them is told. */
    Future<Void> stop();
}
