package dev.sluice.ingress;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.util.Objects;
import java.util.function.Supplier;

/** Does at once what is soon done, and on another thread what an event loop has no time for. */
final class Worker {
    /** Reading and writing so much JSON takes about a millisecond. */
    private static final long MOST_ON_LOOP = 64 * 1024;

    private final Vertx vertx;

    Worker(Vertx vertx) {
        this.vertx = vertx;
    }

    /**
     * Reads or writes JSON; the future completes on the event loop, with what the work threw if it threw.
     *
     * @param bytes that are read and written, about
     */
    <T> Future<T> json(long bytes, Supplier<T> work) {
        return bytes > MOST_ON_LOOP
                ? vertx.executeBlocking(work::get, false).map(done -> Objects.requireNonNull(done))
                : Future.future(promise -> promise.complete(work.get()));
    }
}
