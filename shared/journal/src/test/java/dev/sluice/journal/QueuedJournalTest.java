package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** When the writer writes, on a medium that only counts. */
class QueuedJournalTest {
    private static final long DOZE_MILLIS = 20;

    private final Counting medium = new Counting();

    @Test
    void recordsThatNobodyWaitsForShareAForce() throws IOException {
        try (Journal journal = open()) {
            long begun = System.nanoTime();
            long last = 0;
            for (int i = 0; i < 100; i++) {
                last = journal.append(new byte[9], null);
                LockSupport.parkNanos(1_000_000);
            }
            long awaited = last;
            await().until(() -> journal.durable() == awaited);
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);

            assertThat(medium.commits.get()).isLessThanOrEqualTo((int) (millis / DOZE_MILLIS) + 2);
        }
    }

    @Test
    void whoOnlyWantsToKnowHurriesNobodyAndIsTold() throws Exception {
        try (Journal journal = open()) {
            long begun = System.nanoTime();
            CountDownLatch told = new CountDownLatch(100);
            for (int i = 0; i < 100; i++) {
                journal.append(new byte[9], new Latch(told, false));
                LockSupport.parkNanos(1_000_000);
            }

            assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begun);
            assertThat(medium.commits.get()).isLessThanOrEqualTo((int) (millis / DOZE_MILLIS) + 2);
        }
    }

    @Test
    void whoWaitsIsNotKeptWaitingByThoseThatNobodyWaitsFor() throws Exception {
        try (Journal journal = open()) {
            for (int i = 0; i < 50; i++) {
                journal.append(new byte[9], null);
                CountDownLatch told = new CountDownLatch(1);
                long own = journal.append(new byte[9], new Latch(told, true));

                assertThat(told.await(10, TimeUnit.SECONDS)).isTrue();
                assertThat(journal.durable()).isGreaterThanOrEqualTo(own);
            }
        }
    }

    private QueuedJournal open() throws IOException {
        return QueuedJournal.start(medium, new JournalSettings(4096, 8 * 4096, 512, 1 << 20, Duration.ZERO));
    }

    private record Latch(CountDownLatch told, boolean isUrgent) implements Waiter {
        @Override
        public void durable() {
            told.countDown();
        }

        @Override
        public void failed(IOException cause) {
            throw new IllegalStateException(cause);
        }
    }

    /** Keeps nothing. */
    private static final class Counting implements Medium {
        private final AtomicInteger commits = new AtomicInteger();
        private volatile long durable;

        @Override
        public String id() {
            return "none";
        }

        @Override
        public long durable() {
            return durable;
        }

        @Override
        public boolean hasRoom() {
            return true;
        }

        @Override
        public void commit(Batch batch) {
            if (!batch.isEmpty()) {
                commits.incrementAndGet();
                durable = batch.last();
            }
        }

        @Override
        public void replay(Records reader) {}

        @Override
        public Optional<Journal.Segment> oldest() {
            return Optional.empty();
        }

        @Override
        public void release(long upTo) {}

        @Override
        public long released() {
            return 0;
        }

        @Override
        public void close() {}
    }
}
