package dev.sluice.journal;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a journal finds in its folder when it opens: all of it read and checked, nothing changed.
 *
 * @param state the title page
 * @param newest the highest number that a segment has or had
 * @param closed the segments that hold records, the oldest first
 * @param leftovers files that a crash left over, of no use once there is a new segment
 * @param carry the last batch: whether it had been forced nobody knows, so it begins the new segment
 */
record Inventory(JournalState state, long newest, List<Kept> closed, List<SegmentName> leftovers, Batch carry) {
    private static final Logger LOG = LoggerFactory.getLogger(Inventory.class);

    /** The highest sequence that was ever given. */
    long last() {
        return carry.last();
    }

    static Inventory take(Disk disk, long floor, Supplier<UUID> ids) throws IOException {
        List<String> files = disk.names();
        List<SegmentName> names = files.stream()
                .map(SegmentName::of)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
        if (!files.contains(JournalState.FILE)) {
            return begin(disk, names, new JournalState(ids.get(), 0, floor));
        }
        JournalState state = JournalState.read(disk);
        if (state.newest() == 0 && names.isEmpty()) {
            return begin(disk, names, state.withReleased(Math.max(floor, state.released())));
        }
        Inventory inventory = new Stocktaking(disk, state, names).read();
        if (inventory.last() < floor) {
            throw new JournalCorrupt(
                    names.getLast().file(),
                    0,
                    "The journal ends with record " + inventory.last() + ", but " + floor
                            + " were booked already: it is an old copy, or another node's.");
        }
        return inventory;
    }

    private static Inventory begin(Disk disk, List<SegmentName> names, JournalState state) throws IOException {
        if (!names.isEmpty()) {
            throw new JournalCorrupt(JournalState.FILE, 0, "The file is missing, but segments are here.");
        }
        state.write(disk);
        return new Inventory(state, 0, List.of(), List.of(), new Batch(state.released() + 1));
    }

    /** Reads the segments of a journal that has some. */
    private static final class Stocktaking {
        private final Disk disk;
        private final JournalState state;
        private final List<SegmentName> names;
        private final Frames frames;
        private final List<Kept> closed = new ArrayList<>();
        private final List<SegmentName> leftovers = new ArrayList<>();

        Stocktaking(Disk disk, JournalState state, List<SegmentName> names) {
            this.disk = disk;
            this.state = state;
            this.names = names;
            this.frames = new Frames(state.journal());
        }

        Inventory read() throws IOException {
            long newest = names.stream().mapToLong(SegmentName::ordinal).max().orElse(0);
            if (newest < state.newest()) {
                throw new JournalCorrupt(
                        JournalState.FILE, 0, "The newest segment, number " + state.newest() + ", is missing.");
            }
            for (int i = 0; i < names.size() - 1; i++) {
                readClosed(names.get(i), names.get(i + 1).first() - 1);
            }
            Batch carry = readNewest(names.getLast());
            long oldest =
                    closed.isEmpty() ? carry.first() : closed.getFirst().name().first();
            if (oldest > state.released() + 1) {
                throw new JournalCorrupt(
                        names.getFirst().file(),
                        0,
                        "The records " + (state.released() + 1) + " to " + (oldest - 1) + " before it are missing.");
            }
            return new Inventory(state, newest, closed, leftovers, carry);
        }

        private void readClosed(SegmentName name, long last) throws IOException {
            if (last <= state.released() || last < name.first()) {
                leftovers.add(name);
                return;
            }
            SegmentScan scan = scan(name);
            scan.read(last, SegmentScan.NOBODY);
            closed.add(new Kept(name, last, scan.size()));
        }

        private Batch readNewest(SegmentName name) throws IOException {
            SegmentScan.Tail tail = scan(name).readTail();
            if (tail.torn() > 0) {
                LOG.warn("event=journal_tail_cut file={} at={} bytes={}", name.file(), tail.end(), tail.torn());
            }
            if (tail.last() <= state.released()) {
                leftovers.add(name);
                return new Batch(state.released() + 1);
            }
            if (tail.last() < name.first()) {
                leftovers.add(name);
                return new Batch(name.first());
            }
            Batch carry = new Batch(tail.batch());
            scan(name).read(tail.last(), (sequence, payload) -> {
                if (sequence >= tail.batch()) {
                    byte[] kept = new byte[payload.remaining()];
                    payload.get(kept);
                    carry.add(kept, null);
                }
            });
            closed.add(new Kept(name, tail.last(), tail.end()));
            force(name);
            return carry;
        }

        /** What was read may so far be in the system's memory only. */
        private void force(SegmentName name) throws IOException {
            try (DiskFile file = disk.open(name.file())) {
                file.force();
            }
            disk.force();
        }

        private SegmentScan scan(SegmentName name) throws IOException {
            SegmentScan scan = SegmentScan.of(disk, name, frames);
            scan.checkHeader(state.journal());
            return scan;
        }
    }
}
