package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.journal.SimulatedDisk.Deed;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A disk that is full, broken or read-only: said once to those who wait, lost to nobody, and over without a restart. */
class DiskTroubleTest {
    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(5));
    private final List<String> told = Collections.synchronizedList(new ArrayList<>());

    /** What can be wrong with a disk. */
    enum Trouble {
        FULL("No space left on device"),
        BROKEN_WRITE("Input/output error"),
        BROKEN_FORCE("Input/output error"),
        BROKEN_FOLDER("Input/output error"),
        READ_ONLY("Read-only file system");

        private final String message;

        Trouble(String message) {
            this.message = message;
        }

        void strike(Deed deed) throws IOException {
            if (deeds().contains(deed)) {
                throw new IOException(message);
            }
        }

        private Set<Deed> deeds() {
            return switch (this) {
                case FULL -> EnumSet.of(Deed.CREATE, Deed.WRITE);
                case BROKEN_WRITE -> EnumSet.of(Deed.WRITE);
                case BROKEN_FORCE -> EnumSet.of(Deed.FORCE);
                case BROKEN_FOLDER -> EnumSet.of(Deed.FORCE_NAMES, Deed.FORCE);
                case READ_ONLY -> EnumSet.complementOf(EnumSet.of(Deed.LIST, Deed.OPEN, Deed.READ));
            };
        }
    }

    @ParameterizedTest
    @EnumSource(Trouble.class)
    void recordsOutliveADiskThatRefuses(Trouble trouble) throws IOException {
        try (QueuedJournal journal = open()) {
            append(journal, 20);
            await().until(() -> told.size() == 20);

            disk.set((deed, file) -> trouble.strike(deed));
            append(journal, 20);
            await().until(() -> told.size() == 40);
            assertThat(journal.hasRoom()).isFalse();
            assertThat(journal.durable()).isEqualTo(20);
            append(journal, 20);
            await().until(() -> told.size() == 60);

            disk.set((deed, file) -> {});
            await().until(journal::hasRoom);
            await().until(() -> journal.durable() == 60);
            append(journal, 20);
            await().until(() -> told.size() == 80);
        }

        List<String> expected = new ArrayList<>();
        LongStream.rangeClosed(1, 20).forEach(sequence -> expected.add(sequence + " durable"));
        LongStream.rangeClosed(21, 60).forEach(sequence -> expected.add(sequence + " " + trouble.message));
        LongStream.rangeClosed(61, 80).forEach(sequence -> expected.add(sequence + " durable"));
        boolean asPromised = told.equals(expected);
        disk.restart();
        List<Long> kept = kept();
        boolean all = kept.equals(LongStream.rangeClosed(1, 80).boxed().toList());
        System.out.println("K5 " + (80 - kept.size()) + " lost_records_" + trouble + (all ? " pass" : " fail"));
        assertThat(told).isEqualTo(expected);
        assertThat(asPromised && all).isTrue();
    }

    @Test
    void whoWaitsAndWhoComesIsToldAtOnceWhereTheMediumFailsAsNoneMay() throws IOException {
        try (QueuedJournal journal = open()) {
            append(journal, 1);
            await().until(() -> told.size() == 1);
            disk.set((deed, file) -> {
                throw new IllegalStateException("a bug");
            });
            append(journal, 3);
            await().until(() -> told.size() == 4);
            disk.set((deed, file) -> {});
            append(journal, 2);
            await().until(() -> told.size() == 6);

            assertThat(told.getFirst()).isEqualTo("1 durable");
            assertThat(told.subList(1, 6))
                    .allMatch(
                            what -> what.endsWith("The journal's medium failed as none may; only a restart mends it"));
            assertThat(journal.hasRoom()).isFalse();
            assertThat(journal.durable()).isEqualTo(1);
        }
        disk.restart();
        assertThat(kept()).containsExactly(1L);
    }

    @Test
    void aBrokenJournalTakesEndsWithoutBound() throws IOException {
        try (QueuedJournal journal = open()) {
            disk.set((deed, file) -> {
                throw new IllegalStateException("a bug");
            });
            for (int i = 1; i <= 20; i++) {
                append(journal, 200);
                int most = 200 * i;
                await().until(() -> told.size() == most);
            }

            disk.set((deed, file) -> {});
            assertThat(told).noneMatch(what -> what.endsWith("durable"));
        }
    }

    @Test
    void aForceComesBeforeTheWaiterIsTold() throws IOException {
        AtomicBoolean forced = new AtomicBoolean();
        List<Boolean> found = Collections.synchronizedList(new ArrayList<>());
        try (QueuedJournal journal = open()) {
            disk.set((deed, file) -> {
                if (deed == Deed.WRITE) {
                    forced.set(false);
                } else if (deed == Deed.FORCE) {
                    forced.set(true);
                }
            });
            for (int i = 1; i <= 50; i++) {
                long sequence = i;
                journal.append(new byte[10], new Waiter() {
                    @Override
                    public void durable() {
                        found.add(forced.get() && journal.durable() >= sequence);
                    }

                    @Override
                    public void failed(IOException cause) {
                        found.add(false);
                    }
                });
            }
            await().until(() -> found.size() == 50);
        }

        assertThat(found).doesNotContain(false);
    }

    @Test
    void noWaiterIsToldWhileTheForceHangs() throws IOException {
        AtomicBoolean hangs = new AtomicBoolean(true);
        AtomicBoolean asked = new AtomicBoolean();
        try (QueuedJournal journal = open()) {
            disk.set((deed, file) -> {
                asked.compareAndSet(false, deed == Deed.FORCE);
                while (deed == Deed.FORCE && hangs.get()) {
                    Thread.onSpinWait();
                }
            });
            append(journal, 3);
            await().untilTrue(asked);

            assertThat(told).isEmpty();
            assertThat(journal.durable()).isZero();
            hangs.set(false);
            await().until(() -> told.size() == 3);
        }
    }

    @Test
    void whatWaitsIsBoundedAndHalfOfItIsKeptForWhatWasAdmitted() throws IOException {
        try (QueuedJournal journal = open()) {
            disk.set((deed, file) -> Trouble.FULL.strike(deed));
            byte[] payload = new byte[300];
            for (int i = 0; i < Life.TINY.maxWaiting() / Batch.weight(payload); i++) {
                journal.append(payload, null);
            }

            assertThatThrownBy(() -> journal.append(payload, null)).isInstanceOf(RejectedExecutionException.class);
            assertThatThrownBy(() -> journal.append(new byte[301], null)).isInstanceOf(IllegalArgumentException.class);
            disk.set((deed, file) -> {});
            await().until(journal::hasRoom);
        }
    }

    @Test
    void aWaiterThatThrowsHarmsNobody() throws IOException {
        try (QueuedJournal journal = open()) {
            journal.append(new byte[1], new Waiter() {
                @Override
                public void durable() {
                    throw new IllegalStateException("on purpose");
                }

                @Override
                public void failed(IOException cause) {}
            });
            append(journal, 5);

            await().until(() -> told.size() == 5);
        }
    }

    @Test
    void aNewJournalDoesNotBeginOnADiskThatRefuses() {
        disk.set((deed, file) -> Trouble.READ_ONLY.strike(deed));

        assertThatThrownBy(this::open).isInstanceOf(IOException.class).hasMessage("Read-only file system");
    }

    @Test
    void anOldJournalOpensOnAFullDiskSoThatItsRecordsCanGoOn() throws IOException {
        try (QueuedJournal journal = open()) {
            append(journal, 20);
        }
        disk.set((deed, file) -> Trouble.FULL.strike(deed));
        List<Long> replayed = new ArrayList<>();
        try (QueuedJournal journal = open()) {
            journal.replay((sequence, payload) -> replayed.add(sequence));

            assertThat(replayed).hasSize(20);
            assertThat(journal.hasRoom()).isFalse();
            disk.set((deed, file) -> {});
            await().until(journal::hasRoom);
            assertThat(journal.durable()).isEqualTo(20);
        }
    }

    private QueuedJournal open() throws IOException {
        return QueuedJournal.open(disk, Life.TINY, 0);
    }

    private void append(QueuedJournal journal, int count) {
        for (int i = 0; i < count; i++) {
            byte[] payload = new byte[20];
            long[] sequence = new long[1];
            synchronized (told) {
                sequence[0] = journal.append(payload, new Waiter() {
                    @Override
                    public void durable() {
                        tell("durable");
                    }

                    @Override
                    public void failed(IOException cause) {
                        tell(String.valueOf(cause.getMessage()));
                    }

                    private void tell(String what) {
                        synchronized (told) {
                            told.add(sequence[0] + " " + what);
                        }
                    }
                });
            }
        }
    }

    private List<Long> kept() throws IOException {
        List<Long> kept = new ArrayList<>();
        try (QueuedJournal journal = open()) {
            journal.replay((sequence, payload) -> kept.add(sequence));
        }
        return kept;
    }
}
