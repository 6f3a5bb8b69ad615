package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The journal in a database. */
class TableJournalTest extends JournalContract {
    private final MemoryTable table = new MemoryTable();

    @Override
    Journal open(JournalSettings settings, long floor) throws IOException {
        return Journal.open(table, settings, floor);
    }

    /** A table in memory whose commits may end in doubt. */
    private static final class MemoryTable implements RecordTable {
        private final TreeMap<Long, byte[]> rows = new TreeMap<>();
        private int doubts;
        private boolean broken;

        @Override
        public String journal() {
            return "memory";
        }

        @Override
        public synchronized void read(Records reader) {
            rows.forEach((sequence, payload) -> reader.record(sequence, ByteBuffer.wrap(payload)));
        }

        @Override
        public synchronized void write(long first, List<byte[]> payloads) throws IOException {
            rows.tailMap(first, true).clear();
            for (int i = 0; i < payloads.size(); i++) {
                rows.put(first + i, payloads.get(i));
            }
            if (broken) {
                throw new IllegalStateException("a bug");
            }
            if (doubts > 0) {
                doubts--;
                throw new IOException("The connection was lost at COMMIT");
            }
        }

        @Override
        public synchronized void delete(long upTo) {
            rows.headMap(upTo, true).clear();
        }

        synchronized void doubt(int commits) {
            doubts = commits;
        }

        synchronized void breakDown() {
            broken = true;
        }

        synchronized void lose(long sequence) {
            rows.remove(sequence);
        }

        synchronized List<Long> sequences() {
            return List.copyOf(rows.keySet());
        }
    }

    @Test
    void aCommitInDoubtIsMadeAgain() throws IOException {
        AtomicInteger failed = new AtomicInteger();
        try (Journal journal = open(SMALL, 0)) {
            table.doubt(2);
            journal.append(new byte[10], new Waiter() {
                @Override
                public void durable() {}

                @Override
                public void failed(IOException cause) {
                    failed.incrementAndGet();
                }
            });
            append(journal, "two");
            await().until(() -> journal.durable() == 2);
        }

        assertThat(failed).hasValue(1);
        assertThat(table.sequences()).containsExactly(1L, 2L);
    }

    @Test
    void whoWaitsIsToldThoughTheTableFailsAsNoneMay() throws IOException {
        AtomicInteger failed = new AtomicInteger();
        try (Journal journal = open(SMALL, 0)) {
            table.breakDown();
            for (int i = 1; i <= 2; i++) {
                int all = i;
                journal.append(new byte[10], new Waiter() {
                    @Override
                    public void durable() {}

                    @Override
                    public void failed(IOException cause) {
                        failed.incrementAndGet();
                    }
                });
                await().until(() -> failed.get() == all);
            }

            assertThat(journal.durable()).isZero();
            assertThat(journal.hasRoom()).isFalse();
        }
    }

    @Test
    void moreThanOneTransactionTakesIsWrittenInOrder() throws IOException {
        try (Journal journal = open(SMALL, 0)) {
            table.doubt(1);
            for (int i = 0; i < 700; i++) {
                journal.append(new byte[0], null);
            }
            await().until(() -> journal.durable() == 700);
        }

        assertThat(table.sequences())
                .isEqualTo(LongStream.rangeClosed(1, 700).boxed().toList());
    }

    @Test
    void aMissingRowIsTold() throws IOException {
        try (Journal journal = open(SMALL, 0)) {
            fill(journal, 3);
        }
        table.lose(2);

        assertThatThrownBy(() -> open(SMALL, 0))
                .isInstanceOf(JournalCorrupt.class)
                .hasMessageContaining("Record 2 is missing");
    }
}
