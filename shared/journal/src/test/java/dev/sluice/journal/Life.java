package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** A node that writes to a journal, dies and comes back, and remembers better than the journal what it wrote. */
final class Life {
    static final JournalSettings TINY = new JournalSettings(1024, 1 << 20, 300, 1 << 16, Duration.ZERO);

    private final SimulatedDisk disk;
    private final RandomGenerator random;
    private final JournalSettings settings;
    private final List<byte[]> written = new ArrayList<>();
    private long promised;
    private long released;

    Life(SimulatedDisk disk, RandomGenerator random, JournalSettings settings) {
        this.disk = disk;
        this.random = random;
        this.settings = settings;
    }

    /** The highest sequence that was told durable. */
    long promised() {
        return promised;
    }

    /** Opens the journal and holds against it what must be in it. */
    QueuedJournal open() throws IOException {
        DiskMedium medium =
                DiskMedium.open(disk, settings, 0, () -> new UUID(random.nextLong(), random.nextLong()), Runnable::run);
        QueuedJournal journal = new QueuedJournal(medium, settings);
        journal.probe();
        check(journal);
        return journal;
    }

    private void check(QueuedJournal journal) throws IOException {
        long last = journal.durable();
        assertThat(last).as("the last record").isBetween(promised, (long) written.size());
        assertThat(journal.released()).as("released").isLessThanOrEqualTo(released);
        List<Long> seen = new ArrayList<>();
        journal.replay((sequence, payload) -> {
            assertThat(payload.equals(ByteBuffer.wrap(written.get((int) sequence - 1))))
                    .as("record " + sequence)
                    .isTrue();
            assertThat(seen.isEmpty() || seen.getLast() == sequence - 1)
                    .as("order at " + sequence)
                    .isTrue();
            seen.add(sequence);
        });
        long first = seen.isEmpty() ? last + 1 : seen.getFirst();
        assertThat(first).as("the first record").isLessThanOrEqualTo(journal.released() + 1);
        assertThat(seen.isEmpty() ? last : seen.getLast()).as("the end").isEqualTo(last);
        written.subList((int) last, written.size()).clear();
        if (journal.hasRoom()) {
            promised = last;
        }
    }

    /** Does what a node does, until the power fails or it has done enough. */
    void work(QueuedJournal journal, int turns) {
        for (int i = 0; i < turns && !disk.isOff(); i++) {
            for (int records = random.nextInt(5); records >= 0; records--) {
                append(journal);
            }
            journal.turn();
            if (random.nextInt(8) == 0) {
                released = Math.max(released, random.nextLong(promised + 1));
                journal.release(released);
            }
        }
    }

    private void append(QueuedJournal journal) {
        byte[] payload = payload();
        written.add(payload.clone());
        long expected = written.size();
        long sequence = journal.append(payload, new Waiter() {
            @Override
            public void durable() {
                promised = expected;
            }

            @Override
            public void failed(IOException cause) {}
        });
        assertThat(sequence).isEqualTo(expected);
    }

    /** Of any length and kind: noise, text, and words of zeros. */
    private byte[] payload() {
        byte[] payload = new byte[random.nextInt(random.nextInt(1, 200))];
        switch (random.nextInt(3)) {
            case 0 -> random.nextBytes(payload);
            case 1 -> Arrays.fill(payload, (byte) 'a');
            default -> {}
        }
        return payload;
    }
}
