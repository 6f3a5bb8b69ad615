package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What a journal promises, wherever it keeps its records. */
abstract class JournalContract {
    /** Eight segments of seven records of 500 bytes. */
    static final JournalSettings SMALL = new JournalSettings(4096, 8 * 4096, 512, 1 << 20, Duration.ZERO);

    private static final JournalSettings LARGE = new JournalSettings(1 << 20, 1 << 26, 512, 1 << 26, Duration.ZERO);

    /** Opens the same journal each time. */
    abstract Journal open(JournalSettings settings, long floor) throws IOException;

    private Journal open(JournalSettings settings) throws IOException {
        return open(settings, 0);
    }

    @Test
    void whatWasAppendedIsThereAfterItOpensAgain() throws IOException {
        String id;
        try (Journal journal = open(SMALL)) {
            id = journal.id();
            assertThat(append(journal, "one")).isEqualTo(1);
            assertThat(append(journal, "two")).isEqualTo(2);
        }

        try (Journal journal = open(SMALL)) {
            assertThat(journal.id()).isEqualTo(id);
            assertThat(replay(journal)).containsExactly("1 one", "2 two");
            assertThat(journal.durable()).isEqualTo(2);
            assertThat(append(journal, "three")).isEqualTo(3);
            assertThatThrownBy(() -> replay(journal)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void aNewJournalBeginsAfterItsFloor() throws IOException {
        try (Journal journal = open(SMALL, 41)) {
            assertThat(journal.released()).isEqualTo(41);
            assertThat(append(journal, "first")).isEqualTo(42);
        }
        try (Journal journal = open(SMALL, 42)) {
            assertThat(replay(journal)).containsExactly("42 first");
        }
    }

    @Test
    void wholeSegmentsAreReleasedAndStayReleased() throws IOException {
        long released;
        try (Journal journal = open(SMALL)) {
            fill(journal, 30);
            Journal.Segment oldest = journal.oldest().orElseThrow();
            assertThat(oldest.first()).isEqualTo(1);
            assertThat(oldest.bytes()).isBetween(3500L, 4096L);

            journal.release(oldest.last() - 1);
            assertThat(journal.released()).isZero();
            journal.release(oldest.last());
            assertThat(journal.released()).isEqualTo(oldest.last());
            assertThat(journal.oldest().orElseThrow().first()).isEqualTo(oldest.last() + 1);
            released = oldest.last();
        }

        try (Journal journal = open(SMALL)) {
            assertThat(journal.released()).isEqualTo(released);
            assertThat(replay(journal))
                    .hasSize(30 - (int) released)
                    .first()
                    .asString()
                    .startsWith((released + 1) + " ");
            journal.release(30);
            assertThat(journal.oldest()).isEmpty();
        }
        try (Journal journal = open(SMALL)) {
            assertThat(journal.durable()).isEqualTo(30);
            assertThat(append(journal, "next")).isEqualTo(31);
        }
    }

    @Test
    void thereIsNoRoomAtNineTenthsOfTheQuotaAndNoLossBeyond() throws IOException {
        AtomicInteger failed = new AtomicInteger();
        try (Journal journal = open(SMALL)) {
            while (journal.hasRoom()) {
                fill(journal, 1);
            }
            for (int i = 0; i < 20; i++) {
                journal.append(new byte[500], new Counting(new AtomicInteger(), failed));
            }
            await().until(() -> failed.get() > 0);

            journal.release(journal.durable());
            await().until(journal::hasRoom);
            long last = append(journal, "fits");
            await().until(() -> journal.durable() == last);
        }
    }

    @Test
    void restartsDoNotEatTheQuota() throws IOException {
        for (int i = 1; i <= 20; i++) {
            try (Journal journal = open(SMALL)) {
                assertThat(journal.durable()).isEqualTo(i - 1);
                assertThat(journal.hasRoom()).isTrue();
                append(journal, "life " + i);
            }
        }
        try (Journal journal = open(SMALL)) {
            assertThat(replay(journal)).hasSize(20);
        }
    }

    @Test
    void eightThreadsLeaveNoGap() throws Exception {
        int threads = 8;
        long each = 10_000;
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch durable = new CountDownLatch((int) (threads * each));
        try (Journal journal = open(LARGE);
                ExecutorService workers = Executors.newFixedThreadPool(threads)) {
            for (int thread = 0; thread < threads; thread++) {
                String name = "thread " + thread + " record ";
                workers.execute(() -> {
                    for (int i = 0; i < each; i++) {
                        appendAndNote(journal, name + i, told, durable);
                    }
                });
            }
            assertThat(durable.await(60, TimeUnit.SECONDS)).isTrue();
        }

        assertThat(told)
                .isEqualTo(LongStream.rangeClosed(1, threads * each).boxed().toList());
        try (Journal journal = open(LARGE)) {
            List<String> records = replay(journal);
            assertThat(records).hasSize((int) (threads * each));
            for (int thread = 0; thread < threads; thread++) {
                String name = "thread " + thread + " record ";
                assertThat(records.stream()
                                .filter(record -> record.contains(name))
                                .map(record -> record.substring(record.indexOf(name) + name.length()))
                                .map(Integer::valueOf))
                        .isSorted()
                        .hasSize((int) each);
            }
        }
    }

    private static void appendAndNote(Journal journal, String text, List<Long> told, CountDownLatch durable) {
        long[] sequence = new long[1];
        Waiter waiter = new Waiter() {
            @Override
            public void durable() {
                synchronized (sequence) {
                    told.add(sequence[0]);
                }
                durable.countDown();
            }

            @Override
            public void failed(IOException cause) {}
        };
        synchronized (sequence) {
            sequence[0] = journal.append(text.getBytes(StandardCharsets.UTF_8), waiter);
        }
    }

    @Test
    void aClosedJournalTakesNothing() throws IOException {
        Journal journal = open(SMALL);
        journal.close();

        assertThatThrownBy(() -> append(journal, "late")).isInstanceOf(IllegalStateException.class);
        assertThat(journal.hasRoom()).isFalse();
    }

    @Test
    void lingeringSharesForces() throws IOException {
        JournalSettings patient = new JournalSettings(1 << 20, 1 << 26, 512, 1 << 20, Duration.ofMillis(50));
        AtomicInteger durable = new AtomicInteger();
        try (Journal journal = open(patient)) {
            for (int i = 0; i < 10; i++) {
                journal.append(new byte[9], new Counting(durable, new AtomicInteger()));
            }
            await().until(() -> durable.get() == 10);
        }
    }

    static long append(Journal journal, String text) {
        return journal.append(text.getBytes(StandardCharsets.UTF_8), null);
    }

    static void fill(Journal journal, int records) {
        long last = 0;
        for (int i = 0; i < records; i++) {
            last = journal.append(new byte[500], null);
        }
        long awaited = last;
        await().until(() -> journal.durable() == awaited);
    }

    static List<String> replay(Journal journal) throws IOException {
        List<String> records = new ArrayList<>();
        journal.replay((sequence, payload) -> records.add(sequence + " " + StandardCharsets.UTF_8.decode(payload)));
        return records;
    }

    /** Counts what it is told. */
    private record Counting(AtomicInteger good, AtomicInteger bad) implements Waiter {
        @Override
        public void durable() {
            good.incrementAndGet();
        }

        @Override
        public void failed(@Nullable IOException cause) {
            bad.incrementAndGet();
        }
    }
}
