package dev.sluice.bus;

import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;

/**
 * Where a line sits.
 *
 * @param context of the verticle instance, not a duplicate of it
 * @param address the line's private one
 * @param member the cluster member that this node is, empty when there is no cluster
 */
record Seat(ContextInternal context, String address, String member, Post post) {

    boolean isHere() {
        return context.inThread();
    }

    /** Runs a task on the line's context: at once if that is where we are. */
    void run(Runnable task) {
        if (isHere()) {
            task.run();
        } else {
            later(task);
        }
    }

    /** Runs a task on the line's context, never within the present one. */
    void later(Runnable task) {
        context.runOnContext(v -> task.run());
    }

    /** A promise for whoever is being served now: it completes on their duplicate of the line's context. */
    <T> Promise<T> promise() {
        ContextInternal current = ContextInternal.current();
        return current != null && current.unwrap().equals(context) ? current.promise() : context.promise();
    }
}
