package dev.sluice.accounting.limits;

import dev.sluice.model.call.Lease;
import dev.sluice.model.call.LeaseRequest;
import io.vertx.core.Future;

/** How a node's limits reach those of other nodes, and how they wait: the bus, or a simulation. Thread safe; never blocks. */
public interface LeasePost {
    /** Asks one node; fails if it is not there or does not answer in time. */
    Future<Lease> ask(String node, LeaseRequest request);

    /** Runs something once, after so many nanoseconds. */
    void later(long nanos, Runnable then);
}
