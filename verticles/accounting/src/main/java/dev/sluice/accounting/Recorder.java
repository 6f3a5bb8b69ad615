package dev.sluice.accounting;

import dev.sluice.accounting.record.JournalRecord;
import dev.sluice.accounting.record.RecordWriter;
import dev.sluice.journal.Journal;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Bill;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Writes what becomes of calls into the node's journal, and hands their bills to the shipper in the journal's order. Thread
 * safe, and never blocks. There is no place for a record where too much waits for a disk that refuses, where it is longer
 * than any may be, and once the journal is closed.
 */
final class Recorder {
    private final Shipper shipper;
    private final Tenure tenure;
    private final AccountingMeters meters;
    /** Held while an end is appended and handed on, so that the shipper gets bills in the journal's order. */
    private final Object order = new Object();

    private volatile @Nullable Journal journal;
    private volatile long newest;
    /** Under {@link #order}. */
    private long newestBill;

    Recorder(Shipper shipper, Tenure tenure, AccountingMeters meters) {
        this.shipper = shipper;
        this.tenure = tenure;
        this.meters = meters;
    }

    /** Nothing is written before. */
    void begin(Journal opened) {
        journal = opened;
    }

    /**
     * Whether another call may be admitted, so that its records and its bill will find a place.
     *
     * @param open calls that are admitted and will end
     */
    boolean hasRoom(int open) {
        Journal to = journal;
        return to != null && to.hasRoom() && shipper.hasRoom(open) && !tenure.isFenced();
    }

    /** What the hold of a call is watched by: streams wait for it, whole answers come after their end anyhow. */
    Trail trail(boolean stream) {
        return new Trail(stream ? Durability.ofHold(meters::journalWait) : null);
    }

    /** Writes the hold of an admitted call; false if there is no place for it. */
    boolean hold(Hold hold) {
        Journal to = journal;
        if (to == null) {
            return false;
        }
        try {
            Trail trail = hold.trail();
            trail.written(to.append(RecordWriter.write(Rows.hold(hold)), trail.durability()));
            return true;
        } catch (RejectedExecutionException | IllegalArgumentException | IllegalStateException noPlace) {
            return false;
        }
    }

    /**
     * Writes the end of a call.
     *
     * @return completes when it can no longer be lost; fails if there is no place for it, and then it is not written
     */
    Future<Void> end(RequestRow row, List<Bill.Charge> charges) {
        Durability durability = Durability.ofBill(meters::journalWait);
        return append(row, charges, durability)
                ? durability.future()
                : Future.failedFuture(new GatewayException(Refusals.BOOKS_BEHIND));
    }

    /** Writes the row of a refused request if there is plenty of room; false if it was dropped. */
    boolean offer(RequestRow refused) {
        Journal to = journal;
        // Nobody waits for it, but the shipper must learn if the disk refuses it: bills stand behind it.
        return to != null && to.hasRoom() && shipper.hasPlenty() && append(refused, List.of(), Durability.ofRefused());
    }

    private boolean append(RequestRow row, List<Bill.Charge> charges, Durability durability) {
        Journal to = journal;
        if (to == null) {
            return false;
        }
        try {
            byte[] payload = RecordWriter.write(new JournalRecord.End(row, charges));
            synchronized (order) {
                long sequence = to.append(payload, durability);
                newest = sequence;
                newestBill = sequence;
                shipper.add(new Bill(sequence, row, charges), durability);
            }
            return true;
        } catch (RejectedExecutionException | IllegalArgumentException | IllegalStateException noPlace) {
            return false;
        }
    }

    /** Writes how far answers have come; nobody waits for it, and where there is no room it is left out. */
    void progress(List<CallProgress> lines) {
        Journal to = journal;
        if (to != null && !lines.isEmpty() && to.hasRoom()) {
            write(to, new JournalRecord.Progress(lines));
        }
    }

    /** Writes how far the books have come. */
    void checkpoint(long applied) {
        Journal to = journal;
        if (to != null && to.hasRoom()) {
            write(to, new JournalRecord.Checkpoint(applied));
        }
    }

    private static void write(Journal to, JournalRecord record) {
        try {
            to.append(RecordWriter.write(record), null);
        } catch (RejectedExecutionException | IllegalArgumentException | IllegalStateException noPlace) {
            // Both kinds only save work later.
            return;
        }
    }

    /**
     * Writes the hold of a call that is still open again, with how far it has come, so that what stands before need not be
     * kept for it.
     */
    void moveForward(Hold hold) {
        Journal to = journal;
        if (to == null) {
            return;
        }
        CallProgress progress = hold.trail().progress();
        synchronized (order) {
            // Its end must not stand before its hold.
            if (!hold.trail().isEnded()) {
                try {
                    long sequence = to.append(RecordWriter.write(Rows.hold(hold)), null);
                    // At once: for the second there may be no place.
                    newest = sequence;
                    if (progress != null) {
                        newest = to.append(RecordWriter.write(new JournalRecord.Progress(List.of(progress))), null);
                    }
                    hold.trail().written(sequence);
                } catch (RejectedExecutionException | IllegalArgumentException | IllegalStateException noPlace) {
                    // It stays where it is.
                    return;
                }
            }
        }
    }

    /** The newest end of a call; 0 before the first. */
    long newestBill() {
        synchronized (order) {
            return newestBill;
        }
    }

    /** The newest record that must be durable before what stands before it may be forgotten. */
    long newest() {
        return newest;
    }
}
