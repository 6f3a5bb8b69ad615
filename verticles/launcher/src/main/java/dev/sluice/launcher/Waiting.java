package dev.sluice.launcher;

import io.vertx.core.Future;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Waits for a future on a thread that may block, with a bound. */
final class Waiting {
    private static final Logger LOG = LoggerFactory.getLogger(Waiting.class);

    private Waiting() {}

    /**
     * The future's result.
     *
     * @throws IllegalStateException if it failed, or is not there in time
     */
    static <T> T await(Future<T> future, Duration patience, String what) {
        settle(future, patience, what);
        if (future.failed()) {
            throw new IllegalStateException(what + " failed", future.cause());
        }
        return future.result();
    }

    /** As {@link #await}, for the way down: a failure is logged and the next step goes on. */
    static void quietly(Future<?> future, Duration patience, String what) {
        CountDownLatch done = latch(future);
        if (!elapse(done, patience)) {
            LOG.warn("{} took longer than {}", what, patience);
        } else if (future.failed()) {
            LOG.warn("{} failed", what, future.cause());
        }
    }

    /** Lets time pass, which is all that some others need. */
    static void pass(Duration time) {
        boolean ignored = elapse(new CountDownLatch(1), time);
    }

    static void settle(Future<?> future, Duration patience, String what) {
        if (!elapse(latch(future), patience)) {
            throw new IllegalStateException(what + " took longer than " + patience);
        }
    }

    private static CountDownLatch latch(Future<?> future) {
        CountDownLatch done = new CountDownLatch(1);
        future.onComplete(ignored -> done.countDown());
        return done;
    }

    private static boolean elapse(CountDownLatch done, Duration patience) {
        try {
            return done.await(patience.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
