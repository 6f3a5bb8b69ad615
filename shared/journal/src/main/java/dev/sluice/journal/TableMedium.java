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

/**
 * Keeps records in a database, for nodes whose disk is thrown away with them. Segments are a matter of counting here; the
 * newest record always stays, so that the next life knows where to go on.
 */
final class TableMedium implements Medium {
    private static final Logger LOG = LoggerFactory.getLogger(TableMedium.class);
    /** Few enough for one transaction to be short. */
    private static final int MOST = 500;

    private final RecordTable table;
    private final JournalSettings settings;
    private final Deque<Segment> closed = new ArrayDeque<>();

    // Guarded by this; of the volatile ones only the writing.
    private long first;
    private long bytes;
    private volatile long kept;
    private volatile long durable;
    private volatile long released;

    private TableMedium(RecordTable table, JournalSettings settings, long floor) {
        this.table = table;
        this.settings = settings;
        this.first = floor + 1;
        this.durable = floor;
        this.released = floor;
    }

    static TableMedium open(RecordTable table, JournalSettings settings, long floor) throws IOException {
        TableMedium medium = new TableMedium(table, settings, floor);
        Gaps gaps = new Gaps();
        table.read((sequence, payload) -> {
            if (gaps.last == 0) {
                medium.beginAt(sequence);
            }
            gaps.note(sequence);
            medium.count(sequence, payload.remaining());
        });
        gaps.refuse(table.journal());
        return medium;
    }

    /** Notices a row that is missing. */
    private static final class Gaps {
        private long last;
        private long missing;

        void note(long sequence) {
            if (last > 0 && sequence != last + 1 && missing == 0) {
                missing = last + 1;
            }
            last = sequence;
        }

        void refuse(String journal) throws JournalCorrupt {
            if (missing > 0) {
                throw new JournalCorrupt(journal, 0, "Record " + missing + " is missing.");
            }
        }
    }

    private synchronized void beginAt(long sequence) {
        first = sequence;
        released = sequence - 1;
        durable = sequence - 1;
    }

    private synchronized void count(long sequence, int length) {
        long size = Frames.size(length);
        if (bytes > 0 && bytes + size > settings.segmentBytes()) {
            closed.add(new Segment(first, sequence - 1, bytes));
            first = sequence;
            bytes = 0;
        }
        bytes += size;
        kept += size;
        durable = sequence;
    }

    @Override
    public String id() {
        return table.journal();
    }

    @Override
    public long durable() {
        return durable;
    }

    @Override
    public void replay(Records reader) throws IOException {
        table.read(reader);
    }

    @Override
    public void commit(Batch batch) throws IOException {
        long next = Math.max(batch.first(), durable + 1);
        do {
            long last = Math.min(batch.last(), next + MOST - 1);
            List<byte[]> payloads = new ArrayList<>();
            for (long sequence = next; sequence <= last; sequence++) {
                payloads.add(batch.payload(sequence));
            }
            refuseIfFull(payloads);
            table.write(next, payloads);
            for (byte[] payload : payloads) {
                count(next++, payload.length);
            }
        } while (next <= batch.last());
    }

    private void refuseIfFull(List<byte[]> payloads) throws IOException {
        long more = payloads.stream()
                .mapToLong(payload -> Frames.size(payload.length))
                .sum();
        if (more > 0 && kept + more > settings.maxBytes()) {
            throw new IOException("The journal's quota of " + settings.maxBytes() + " bytes is used up");
        }
    }

    @Override
    public boolean hasRoom() {
        return kept <= settings.maxBytes() / 10 * 9;
    }

    @Override
    public synchronized Optional<Segment> oldest() {
        return Optional.ofNullable(closed.peekFirst());
    }

    @Override
    public void release(long upTo) {
        List<Segment> freed;
        synchronized (this) {
            freed = closed.stream().takeWhile(segment -> segment.last() <= upTo).toList();
        }
        if (freed.isEmpty()) {
            return;
        }
        try {
            table.delete(freed.getLast().last());
        } catch (IOException e) {
            LOG.warn("event=journal_release_failed up_to={}", upTo, e);
            return;
        }
        forget(freed);
    }

    private synchronized void forget(List<Segment> freed) {
        // Two that release at once have the same in common at the front.
        if (closed.removeAll(freed)) {
            kept -= freed.stream().mapToLong(Segment::bytes).sum();
            released = freed.getLast().last();
        }
    }

    @Override
    public long released() {
        return released;
    }

    @Override
    public void close() {}
}
