package dev.sluice.journal;

import dev.sluice.journal.Journal.Segment;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The segments of a journal that are not written to any more, and the page that says which there are; thread safe. */
final class Shelf {
    private static final Logger LOG = LoggerFactory.getLogger(Shelf.class);

    private final Disk disk;
    private final Deque<Kept> closed;
    private final List<SegmentName> leftovers;
    private JournalState state;
    private volatile long bytes;

    Shelf(Disk disk, Inventory inventory) {
        this.disk = disk;
        this.state = inventory.state();
        this.closed = new ArrayDeque<>(inventory.closed());
        this.leftovers = new ArrayList<>(inventory.leftovers());
        count();
    }

    /** What the closed segments take of the disk. */
    long bytes() {
        return bytes;
    }

    synchronized List<Kept> closed() {
        return List.copyOf(closed);
    }

    synchronized Optional<Segment> oldest() {
        return Optional.ofNullable(closed.peekFirst()).map(Kept::segment);
    }

    synchronized long released() {
        return state.released();
    }

    /** Puts away a segment that is written to no more, with all that is safe in it. */
    synchronized void add(Kept kept) {
        if (kept.last() < kept.name().first()) {
            leftovers.add(kept.name());
        } else {
            closed.add(kept);
        }
        count();
    }

    /** Gives a blank its name and makes known that it is the newest segment; from then on its absence is noticed. */
    synchronized void register(SegmentName newest) throws IOException {
        JournalState next = state.withNewest(newest.ordinal());
        next.draft(disk);
        disk.rename(Blanks.FILE, newest.file());
        leftovers.add(newest);
        disk.force();
        next.publish(disk);
        state = next;
        leftovers.removeLast();
        leftovers.forEach(this::delete);
        leftovers.clear();
    }

    /** A new segment begins with what the last of these ended with. */
    synchronized void cutBack(long last) {
        Kept newest = closed.pollLast();
        if (newest == null) {
            return;
        }
        if (last < newest.name().first()) {
            delete(newest.name());
        } else {
            closed.add(new Kept(newest.name(), last, newest.bytes()));
            shorten(newest);
        }
        count();
    }

    private void shorten(Kept kept) {
        try (DiskFile file = disk.open(kept.name().file())) {
            file.truncate(kept.bytes());
            file.force();
        } catch (IOException e) {
            LOG.warn("event=journal_segment_not_shortened file={}", kept.name().file(), e);
        }
    }

    synchronized void release(long upTo) {
        List<Kept> freed =
                closed.stream().takeWhile(kept -> kept.last() <= upTo).toList();
        if (freed.isEmpty()) {
            return;
        }
        // The newest is among these when a disk that refuses has none for new records: then there is none.
        boolean all = freed.stream().anyMatch(kept -> kept.name().ordinal() == state.newest());
        JournalState next = state.withNewest(all ? 0 : state.newest())
                .withReleased(Math.max(state.released(), freed.getLast().last()));
        try {
            // First the page, or the loss of these files would look like damage.
            next.write(disk);
        } catch (IOException e) {
            LOG.warn("event=journal_release_failed up_to={}", upTo, e);
            return;
        }
        state = next;
        freed.forEach(kept -> delete(kept.name()));
        closed.removeAll(freed);
        count();
    }

    /** What cannot be deleted now goes when the journal opens again. */
    private void delete(SegmentName name) {
        try {
            disk.delete(name.file());
        } catch (IOException e) {
            LOG.warn("event=journal_segment_not_deleted file={}", name.file(), e);
        }
    }

    private void count() {
        bytes = closed.stream().mapToLong(Kept::bytes).sum();
    }
}
