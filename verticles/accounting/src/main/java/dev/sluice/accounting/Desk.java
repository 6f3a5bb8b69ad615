package dev.sluice.accounting;

import io.vertx.core.Future;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/** Where work that waits for the database is done: each piece on a virtual thread of its own, never on an event loop. */
final class Desk {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("accounting-", 0).factory());

    /** Does the work; the future completes on the thread that did it, with what the work threw if it threw. */
    <T> Future<T> ask(Supplier<T> work) {
        return Future.fromCompletionStage(CompletableFuture.supplyAsync(work, threads))
                .recover(Desk::unwrap);
    }

    /** As {@link #ask}, for work that has no result. */
    Future<Void> run(Runnable work) {
        return Future.fromCompletionStage(CompletableFuture.runAsync(work, threads))
                .recover(Desk::unwrap);
    }

    private static <T> Future<T> unwrap(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException && failure.getCause() != null;
        return Future.failedFuture(wrapped ? failure.getCause() : failure);
    }
}
