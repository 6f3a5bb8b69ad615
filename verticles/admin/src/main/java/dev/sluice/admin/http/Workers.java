package dev.sluice.admin.http;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;

/** Virtual threads for work that waits, only so many at once. Thread safe. */
public final class Workers implements AutoCloseable {
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("management-", 0).factory());
    private final Semaphore free;

    public Workers(int atOnce) {
        free = new Semaphore(atOnce);
    }

    /** Runs work on a virtual thread; the future completes on {@code context}. Fails with 503 if all are busy. */
    public <T> Future<T> run(Context context, Supplier<T> work) {
        if (!free.tryAcquire()) {
            return Future.failedFuture(busy());
        }
        try {
            CompletableFuture<T> result = CompletableFuture.supplyAsync(work, threads);
            return Future.fromCompletionStage(result.whenComplete((value, failure) -> free.release()), context);
        } catch (RejectedExecutionException e) {
            free.release();
            return Future.failedFuture(busy());
        }
    }

    /** Takes no more work; what runs goes on to its end. */
    @Override
    public void close() {
        threads.shutdown();
    }

    private static GatewayException busy() {
        return new GatewayException(GatewayError.of(Kind.OVERLOADED, "management has too much to do; try again")
                .retryAfter(Duration.ofSeconds(1)));
    }
}
