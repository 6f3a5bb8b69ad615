package dev.sluice.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.UUID;

/** Reads one segment, and tells a batch that a crash tore off from one that was whole and went bad. */
final class SegmentScan {
    /** Only checks. */
    static final Records NOBODY = (sequence, payload) -> {};

    private final SegmentName name;
    private final Frames frames;
    private final ByteBuffer bytes;

    private int at = SegmentHeader.BYTES;
    private long next;
    private long batch;
    private long complete;

    private SegmentScan(SegmentName name, Frames frames, ByteBuffer bytes) {
        this.name = name;
        this.frames = frames;
        this.bytes = bytes;
        this.next = name.first();
        this.batch = name.first();
        this.complete = name.first();
    }

    static SegmentScan of(Disk disk, SegmentName name, Frames frames) throws IOException {
        try (DiskFile file = disk.open(name.file())) {
            ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(file.size()));
            file.read(bytes, 0);
            bytes.flip();
            return new SegmentScan(name, frames, bytes);
        }
    }

    void checkHeader(UUID journal) throws JournalCorrupt {
        SegmentHeader.check(bytes, name, journal);
    }

    int size() {
        return bytes.limit();
    }

    /** Reads all records up to one; of a closed segment they must all be there. */
    void read(long last, Records reader) throws JournalCorrupt {
        while (next <= last) {
            if (!step(reader)) {
                throw new JournalCorrupt(name.file(), at, "Record " + next + " is damaged or missing.");
            }
        }
    }

    /**
     * Reads the newest segment, of which nobody knows how far it should go.
     *
     * @return where it ends: behind it lies nothing, or a batch that had not been forced when the node stopped
     */
    Tail readTail() throws JournalCorrupt {
        while (step(NOBODY)) {}
        int written = written();
        if (at < written) {
            refuseUnlessTorn(written);
        }
        return new Tail(next - 1, batch < next ? batch : complete, at, written - at);
    }

    /** Steps over the next frame or seal; false if neither lies there. */
    private boolean step(Records reader) {
        if (next > batch && frames.isSeal(bytes, at, batch)) {
            at += Frames.SEAL;
            complete = batch;
            batch = next;
            return true;
        }
        byte[] payload = frames.find(bytes, at, next);
        if (payload == null) {
            return false;
        }
        reader.record(next, ByteBuffer.wrap(payload));
        at += Frames.size(payload.length);
        next++;
        return true;
    }

    private int written() {
        int end = bytes.limit() & -Frames.WORD;
        while (end > at && bytes.getLong(end - Frames.WORD) == 0) {
            end -= Frames.WORD;
        }
        return end;
    }

    /**
     * What was not forced may have reached the disk in any part. So damage is a torn tail if its batch is the last one
     * and part of it never arrived; a batch that had arrived whole can only have gone bad later.
     */
    private void refuseUnlessTorn(int written) throws JournalCorrupt {
        boolean torn = !frames.endsSeal(bytes.getLong(written - Frames.WORD));
        for (int word = at; word < written; word += Frames.WORD) {
            long value = bytes.getLong(word);
            torn |= value == 0;
            if (word >= at + Frames.WORD && frames.endsSeal(value)) {
                refuseIfForced(word, written);
            }
        }
        if (!torn) {
            throw damaged("it had been written whole");
        }
    }

    /** A batch is written when those before it are safe; so what lies behind a seal speaks for all before the seal. */
    private void refuseIfForced(int seal, int written) throws JournalCorrupt {
        if (seal + Frames.WORD < written) {
            throw damaged("a later batch follows at byte " + (seal + Frames.WORD));
        }
        if (frames.sealed(bytes.getLong(seal - Frames.WORD)) > next) {
            throw damaged("a later batch ends at byte " + (seal + Frames.WORD));
        }
    }

    private JournalCorrupt damaged(String proof) {
        return new JournalCorrupt(
                name.file(), at, "Record " + next + " is damaged, and was safe before: " + proof + ".");
    }

    /**
     * Where the newest segment ends.
     *
     * @param last its last whole record
     * @param batch the record with which the last batch began
     * @param end the bytes that hold whole records
     * @param torn the bytes behind them, of a batch that did not arrive whole
     */
    record Tail(long last, long batch, int end, int torn) {}
}
