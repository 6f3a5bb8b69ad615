package dev.sluice.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Vertx;

/** This node's part of the bus: knows which roles are deployed here, and gives each verticle instance its line. */
public interface BusNode {

    /**
     * Starts this node's part on a Vert.x instance, clustered or not.
     *
     * @param nodeId this node's name, unique in the cluster; part of private addresses
     */
    @SuppressWarnings("DoNotCallSuggester")
    static BusNode start(Vertx vertx, String nodeId) {
        throw new UnsupportedOperationException();
    }

    String nodeId();

    /** A line for the verticle instance that runs on {@code context}; call it there. */
    Bus join(Context context);

    Future<Void> stop();
}
