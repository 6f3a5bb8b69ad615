package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a crash tore off is cut; what was whole and went bad, or is gone, is told. */
class TornTailTest {
    private static final UUID ID = new UUID(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L);

    private final SimulatedDisk disk = new SimulatedDisk(new SplittableRandom(7));
    private final List<String> written = new ArrayList<>();

    @BeforeEach
    void threeBatches() throws IOException {
        QueuedJournal journal = open(disk);
        append(journal, "a", "bb", "ccc");
        append(journal, "dddddddddddddddddddddd", "");
        append(journal, "eeeeeeee", "f", "the last of them");
    }

    @Test
    void aTailTornAtAnyByteIsCut() throws IOException {
        byte[] whole = disk.bytes(segment());
        int end = end(whole);
        int last = end - lastBatch();

        for (int at = last; at <= end; at++) {
            SimulatedDisk torn = torn(whole, at, end);
            List<String> read = read(open(torn));

            assertThat(read).as("torn at " + at).hasSizeBetween(5, 8).isEqualTo(written.subList(0, read.size()));
        }
        assertThat(read(open(torn(whole, last, end)))).hasSize(5);
        assertThat(read(open(torn(whole, end, end)))).hasSize(8);
    }

    @Test
    void aTailOfWhichAnyWordsAreMissingIsCut() throws IOException {
        byte[] whole = disk.bytes(segment());
        int end = end(whole);
        int last = end - lastBatch();

        for (int from = last; from < end; from += 8) {
            for (int to = from + 8; to <= end; to += 8) {
                List<String> read = read(open(torn(whole, from, to)));

                assertThat(read).hasSizeBetween(5, 8).isEqualTo(written.subList(0, read.size()));
            }
        }
    }

    @Test
    void anyBitThatTurnsInWhatWasForcedIsTold() throws IOException {
        byte[] whole = disk.bytes(segment());
        int told = 0;

        for (int bit = 0; bit < end(whole) * 8; bit++) {
            byte[] bad = whole.clone();
            bad[bit / 8] ^= (byte) (1 << bit % 8);
            SimulatedDisk copy = disk.copy();
            copy.put(segment(), bad);
            try {
                assertThat(read(open(copy))).as("bit " + bit).isEqualTo(written);
            } catch (JournalCorrupt e) {
                told++;
            }
        }

        // The rest lies in what fills a record up to whole words, and in the header's last four bytes.
        assertThat(told).isGreaterThan(end(whole) * 8 / 2);
    }

    @Test
    void damageBeforeALaterBatchIsToldEvenIfItLooksTorn() {
        byte[] bad = disk.bytes(segment());
        Arrays.fill(bad, SegmentHeader.BYTES, SegmentHeader.BYTES + 16, (byte) 0);
        disk.put(segment(), bad);

        assertThatThrownBy(() -> open(disk))
                .isInstanceOf(JournalCorrupt.class)
                .hasMessageStartingWith(segment() + " at byte 64: Record 1 is damaged")
                .hasMessageContaining("move the folder away");
    }

    @Test
    void aMissingSegmentIsTold() throws IOException {
        QueuedJournal journal = open(disk);
        for (int i = 0; i < 20; i++) {
            append(journal, "x".repeat(200), "y".repeat(200));
        }
        List<String> segments = segments(disk);
        assertThat(segments).hasSizeGreaterThan(8);

        // What the second begins with is in the first as well.
        for (String segment : segments.subList(2, segments.size())) {
            SimulatedDisk copy = disk.copy();
            copy.delete(segment);

            assertThatThrownBy(() -> open(copy)).as(segment).isInstanceOf(JournalCorrupt.class);
        }
        SimulatedDisk copy = disk.copy();
        copy.delete(JournalState.FILE);
        assertThatThrownBy(() -> open(copy)).hasMessageContaining("is missing, but segments are here");
    }

    @Test
    void aSegmentOfAnotherJournalOrFormatIsTold() throws IOException {
        SimulatedDisk other = new SimulatedDisk(new SplittableRandom(8));
        append(openAs(other, new UUID(1, 2)), "a");
        SimulatedDisk mixed = disk.copy();
        mixed.put(segment(), other.bytes(segments(other).getFirst()));
        assertThatThrownBy(() -> open(mixed)).hasMessageContaining("belongs to journal " + new UUID(1, 2));

        byte[] later = disk.bytes(segment());
        ByteBuffer.wrap(later).putInt(8, 2);
        disk.put(segment(), later);
        assertThatThrownBy(() -> open(disk)).hasMessageContaining("The format is 2, this program knows 1.");
    }

    @Test
    void aJournalThatEndsBeforeWhatWasBookedIsTold() {
        assertThatThrownBy(() -> DiskMedium.open(disk, Life.TINY, 9, () -> ID, Runnable::run))
                .isInstanceOf(JournalCorrupt.class)
                .hasMessageContaining("ends with record 8, but 9 were booked");
    }

    @Test
    void whatWasCutIsNeverReadAgain() throws IOException {
        byte[] whole = disk.bytes(segment());
        int end = end(whole);
        SimulatedDisk torn = torn(whole, end - lastBatch(), end - lastBatch() + 8);

        append(open(torn), "instead of eeeeeeee");

        assertThat(read(open(torn))).hasSize(6).last().isEqualTo("instead of eeeeeeee");
    }

    private void append(QueuedJournal journal, String... texts) {
        for (String text : texts) {
            journal.append(text.getBytes(StandardCharsets.UTF_8), null);
            written.add(text);
        }
        assertThat(journal.turn()).isEqualTo(QueuedJournal.Turn.WROTE);
    }

    private static QueuedJournal open(SimulatedDisk disk) throws IOException {
        return openAs(disk, ID);
    }

    private static QueuedJournal openAs(SimulatedDisk disk, UUID id) throws IOException {
        QueuedJournal journal =
                new QueuedJournal(DiskMedium.open(disk, Life.TINY, 0, () -> id, Runnable::run), Life.TINY);
        journal.probe();
        return journal;
    }

    private static List<String> read(QueuedJournal journal) throws IOException {
        List<String> read = new ArrayList<>();
        journal.replay((sequence, payload) ->
                read.add(StandardCharsets.UTF_8.decode(payload).toString()));
        return read;
    }

    private SimulatedDisk torn(byte[] whole, int from, int to) {
        byte[] bytes = whole.clone();
        Arrays.fill(bytes, from, to, (byte) 0);
        SimulatedDisk torn = disk.copy();
        torn.put(segment(), bytes);
        return torn;
    }

    private String segment() {
        return segments(disk).getFirst();
    }

    private static List<String> segments(SimulatedDisk disk) {
        return disk.seenNames().stream()
                .filter(name -> SegmentName.of(name).isPresent())
                .toList();
    }

    /** The three records of the last batch, and its seal. */
    private static int lastBatch() {
        return Frames.size(8) + Frames.size(1) + Frames.size(16) + Frames.SEAL;
    }

    private static int end(byte[] bytes) {
        int end = bytes.length;
        while (bytes[end - 1] == 0) {
            end--;
        }
        return end;
    }
}
