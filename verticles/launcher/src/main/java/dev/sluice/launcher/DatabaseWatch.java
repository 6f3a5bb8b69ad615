package dev.sluice.launcher;

import dev.sluice.store.Store;
import dev.sluice.store.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the database for one row every two seconds, so that it is known whether it answers before anybody needs it. */
final class DatabaseWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DatabaseWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(2);
    /** A question that hangs for longer is an answer too. */
    private static final long SILENT_NANOS = Duration.ofSeconds(6).toNanos();

    private final Store store;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("database-watch").factory());
    private volatile boolean answers = true;
    private volatile long answeredNanos = System.nanoTime();

    private DatabaseWatch(Store store) {
        this.store = store;
    }

    static DatabaseWatch begin(Store store) {
        DatabaseWatch watch = new DatabaseWatch(store);
        var ignored = watch.clock.scheduleWithFixedDelay(
                watch::ask, EVERY.toMillis(), EVERY.toMillis(), TimeUnit.MILLISECONDS);
        return watch;
    }

    /** Whether it answered when it was asked last. */
    boolean isUp() {
        return answers && System.nanoTime() - answeredNanos < SILENT_NANOS;
    }

    /** Since when it has not answered, or since it did. */
    Duration sinceAnswer() {
        return Duration.ofNanos(System.nanoTime() - answeredNanos);
    }

    private void ask() {
        try {
            long ignored = store.generation();
            answeredNanos = System.nanoTime();
            if (!answers) {
                LOG.info("event=database_answers_again");
            }
            answers = true;
        } catch (StoreUnavailable away) {
            if (answers) {
                LOG.warn("event=database_away reason={} effect=served_from_slices", away.getMessage());
            }
            answers = false;
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
