package dev.sluice.accounting;

import dev.sluice.accounting.record.JournalRecord;
import dev.sluice.accounting.record.RecordReader;
import dev.sluice.accounting.record.Unreadable;
import dev.sluice.journal.Records;
import dev.sluice.model.call.CallProgress;
import dev.sluice.store.Bill;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a journal tells of an earlier life of its node: bills that the books do not have, and calls that never ended. */
public final class Replay implements Records {
    private final long applied;
    private final Map<String, Orphan> open = new LinkedHashMap<>();
    private final List<Bill> bills = new ArrayList<>();
    private long last;

    /**
     * A call that was admitted and never ended.
     *
     * @param progress how far its answer is known to have come
     */
    record Orphan(JournalRecord.Hold hold, @Nullable CallProgress progress) {}

    /**
     * Nothing read yet.
     *
     * @param applied how far the books have come with the journal
     */
    public Replay(long applied) {
        this.applied = applied;
    }

    @Override
    public void record(long sequence, ByteBuffer payload) {
        last = sequence;
        try {
            take(sequence, RecordReader.read(payload));
        } catch (Unreadable unreadable) {
            throw new CannotStart(
                    "record %d of the journal cannot be read: %s. Start the version of Sluice that wrote it."
                            .formatted(sequence, unreadable.getMessage()),
                    unreadable);
        }
    }

    private void take(long sequence, JournalRecord record) {
        switch (record) {
            case JournalRecord.Hold hold -> {
                // Written again while the call was open: what is known of it stays known.
                Orphan known = open.get(hold.call());
                open.put(hold.call(), new Orphan(hold, known == null ? null : known.progress()));
            }
            case JournalRecord.Progress progress -> progress.calls().forEach(this::came);
            case JournalRecord.End end -> {
                open.remove(end.row().callId());
                if (sequence > applied) {
                    bills.add(new Bill(sequence, end.row(), end.charges()));
                }
            }
            case JournalRecord.Checkpoint ignored -> {
                // The books themselves are asked.
            }
        }
    }

    private void came(CallProgress line) {
        open.computeIfPresent(line.call().value(), (call, orphan) -> {
            CallProgress known = orphan.progress();
            // One that was written again may stand behind a newer one.
            return known != null && known.produced() > line.produced() ? orphan : new Orphan(orphan.hold(), line);
        });
    }

    boolean isEmpty() {
        return last == 0;
    }

    long last() {
        return last;
    }

    List<Bill> bills() {
        return bills;
    }

    List<Orphan> orphans() {
        return List.copyOf(open.values());
    }

    /** Bills that are not in the books yet. */
    public int unshipped() {
        return bills.size();
    }

    /** Calls that were admitted and never ended. */
    public int open() {
        return open.size();
    }
}
