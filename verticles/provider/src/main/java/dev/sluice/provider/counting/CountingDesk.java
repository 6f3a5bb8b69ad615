package dev.sluice.provider.counting;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.WorkerExecutor;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.function.BooleanSupplier;

/**
 * Where counting waits for a thread: two of a node do it, since it is work for a processor, and no event loop may. One for
 * each event loop, used there.
 */
public final class CountingDesk {
    private static final int THREADS = 2;
    private static final int MOST_OPEN = 64;

    private final WorkerExecutor workers;
    private int open;

    public CountingDesk(Vertx vertx) {
        // One pool for all who give it this name.
        workers = vertx.createSharedWorkerExecutor("sluice-counting", THREADS);
    }

    /** Counts, in its turn. Fails with kind {@code OVERLOADED} if too many wait already. */
    <T> Future<T> count(Callable<T> work) {
        return count(work, () -> true);
    }

    /**
     * The same for those who may lose interest while they wait.
     *
     * @param wanted asked on another thread when it is their turn; if not, nothing is counted and the future fails
     */
    <T> Future<T> count(Callable<T> work, BooleanSupplier wanted) {
        if (open >= MOST_OPEN) {
            return Future.failedFuture(new GatewayException(
                    GatewayError.of(Kind.OVERLOADED, "Too many requests wait for their tokens to be counted.")
                            .retryAfter(Duration.ofSeconds(1))));
        }
        open++;
        return workers.executeBlocking(() -> ifWanted(work, wanted), false)
                .map(counted -> Objects.requireNonNull(counted))
                .onComplete(done -> open--);
    }

    private static <T> T ifWanted(Callable<T> work, BooleanSupplier wanted) throws Exception {
        if (!wanted.getAsBoolean()) {
            throw new GatewayException(Kind.REQUEST_TIMEOUT, "Nobody waits for this count any more.");
        }
        return work.call();
    }
}
