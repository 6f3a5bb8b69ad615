package dev.sluice.accounting;

import dev.sluice.journal.Journal;
import dev.sluice.journal.Journal.Segment;
import java.util.Optional;

/**
 * Lets the journal forget what nobody needs of it any more: what the books have, but for the holds of calls that are still
 * open. Those are written again, so that a call of hours does not keep all that came after it. On a virtual thread only.
 */
final class JournalKeeper {
    private final Journal journal;
    private final Recorder recorder;
    private final Shipper shipper;
    private final OpenCalls open;
    private long noted;
    /** What may be forgotten as soon as {@link #onceDurable} is; -1 while nothing is marked. */
    private long mayGo = -1;

    private long onceDurable;

    JournalKeeper(Journal journal, Recorder recorder, Shipper shipper, OpenCalls open) {
        this.journal = journal;
        this.recorder = recorder;
        this.shipper = shipper;
        this.open = open;
    }

    /** Forgets what can be forgotten now, and makes ready what can be forgotten next time. */
    void sweep() {
        if (mayGo < 0) {
            mark();
        }
        if (journal.durable() >= onceDurable) {
            journal.release(mayGo);
            mayGo = -1;
        }
        moveForward(shipper.applied());
    }

    /** Kept until it is passed: under load there is always something newer that is not durable yet. */
    private void mark() {
        long applied = shipper.applied();
        long needed = open.oldestSequence();
        // Read after the open calls: whatever has ended by then, or was written again, is among what must be durable.
        onceDurable = recorder.newest();
        mayGo = Math.max(0, Math.min(applied, needed - 1));
    }

    private void moveForward(long applied) {
        Optional<Segment> oldest = journal.oldest();
        if (oldest.isPresent() && oldest.get().last() <= applied) {
            long last = oldest.get().last();
            open.upTo(last).forEach(recorder::moveForward);
        }
    }

    /** Notes how far the books are, if they have come further. */
    void note() {
        long applied = shipper.applied();
        if (applied > noted) {
            noted = applied;
            recorder.checkpoint(applied);
        }
    }
}
