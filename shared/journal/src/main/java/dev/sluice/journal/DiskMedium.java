package dev.sluice.journal;

import dev.sluice.journal.Journal.Segment;
import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps records in segments on a disk. After any failure nothing is written to that segment again, as the system may show
 * what never reached the disk: all that was not forced is written anew, to a new one.
 */
final class DiskMedium implements Medium {
    private static final Logger LOG = LoggerFactory.getLogger(DiskMedium.class);
    private static final int USUAL_BUFFER = 256 << 10;

    private final Disk disk;
    private final JournalSettings settings;
    private final Shelf shelf;
    private final Blanks blanks;
    private final UUID journal;
    private final Frames frames;
    private final ByteBuffer buffer;

    private Batch carry;
    private boolean hadSegment;
    private long ordinal;
    private volatile @Nullable SegmentWriter current;
    private volatile long taken;
    private volatile long forced;

    private DiskMedium(Disk disk, JournalSettings settings, Inventory inventory, Executor background) {
        this.disk = disk;
        this.settings = settings;
        this.shelf = new Shelf(disk, inventory);
        this.blanks = new Blanks(disk, background);
        this.journal = inventory.state().journal();
        this.frames = new Frames(journal);
        int largest = Frames.size(settings.maxRecord()) + Frames.SEAL;
        int usual = (int) Math.min(USUAL_BUFFER, settings.segmentBytes());
        this.buffer = ByteBuffer.allocateDirect(Math.max(largest, usual));
        this.carry = inventory.carry();
        this.ordinal = inventory.newest();
        this.forced = inventory.last();
    }

    /**
     * Reads what is there; the first commit makes a new segment.
     *
     * @param background where files are filled with zeros ahead of their time
     */
    static DiskMedium open(Disk disk, JournalSettings settings, long floor, Supplier<UUID> ids, Executor background)
            throws IOException {
        return new DiskMedium(disk, settings, Inventory.take(disk, floor, ids), background);
    }

    @Override
    public String id() {
        return journal.toString();
    }

    @Override
    public long durable() {
        return forced;
    }

    @Override
    public boolean hasRoom() {
        return shelf.bytes() + taken <= settings.maxBytes() / 10 * 9;
    }

    @Override
    public void commit(Batch batch) throws IOException {
        try {
            write(batch);
        } catch (IOException e) {
            abandon();
            throw e;
        }
    }

    private void write(Batch batch) throws IOException {
        SegmentWriter segment = current == null ? begin() : current;
        for (long sequence = Math.max(batch.first(), forced + 1); sequence <= batch.last(); sequence++) {
            byte[] payload = batch.payload(sequence);
            if (!segment.fits(payload)) {
                finish(segment, sequence - 1);
                segment = begin();
            }
            segment.add(payload);
        }
        force(segment, batch.last());
        prepareNext(segment);
    }

    private void force(SegmentWriter segment, long last) throws IOException {
        segment.force();
        forced = Math.max(forced, last);
        taken = segment.end();
    }

    private void prepareNext(SegmentWriter segment) {
        long both = segment.capacity() + settings.segmentBytes();
        if (segment.end() > segment.capacity() / 2 && shelf.bytes() + both <= settings.maxBytes()) {
            blanks.prepare(settings.segmentBytes());
        }
    }

    private void finish(SegmentWriter segment, long last) throws IOException {
        force(segment, last);
        putAway(segment);
    }

    private void abandon() {
        SegmentWriter segment = current;
        if (segment != null) {
            putAway(segment);
        }
    }

    /** What is not forced in it is as good as never written. */
    private void putAway(SegmentWriter segment) {
        current = null;
        taken = 0;
        shelf.add(new Kept(segment.name(), forced, segment.capacity()));
        close(segment);
    }

    private synchronized SegmentWriter begin() throws IOException {
        long size = settings.segmentBytes();
        // Not the first of this life: without it nothing that is shipped could be given up.
        if (hadSegment && shelf.bytes() + size > settings.maxBytes()) {
            throw new IOException("The journal's quota of " + settings.maxBytes() + " bytes is used up");
        }
        if (shelf.released() >= carry.last()) {
            carry = new Batch(forced + 1);
        }
        SegmentWriter segment = make(carry.isEmpty() ? forced + 1 : carry.first(), Math.max(size, sizeOf(carry)));
        if (!carry.isEmpty()) {
            shelf.cutBack(carry.first() - 1);
            carry = new Batch(forced + 1);
        }
        hadSegment = true;
        current = segment;
        return segment;
    }

    /** A segment that has its name has its header and the carried records too. */
    private SegmentWriter make(long first, long size) throws IOException {
        SegmentName name = new SegmentName(first, ++ordinal);
        DiskFile file = blanks.take(size);
        SegmentWriter segment = new SegmentWriter(name, file, size, frames, buffer);
        try {
            file.write(new SegmentHeader(journal, name, shelf.released()).bytes(), 0);
            for (long sequence = carry.first(); sequence <= carry.last(); sequence++) {
                segment.add(carry.payload(sequence));
            }
            segment.force();
            file.force();
            shelf.register(name);
            return segment;
        } catch (IOException e) {
            close(segment);
            throw e;
        }
    }

    private static long sizeOf(Batch batch) {
        long size = SegmentHeader.BYTES + Frames.SEAL;
        for (long sequence = batch.first(); sequence <= batch.last(); sequence++) {
            size += Frames.size(batch.payload(sequence).length);
        }
        return size;
    }

    /** Not while a segment is begun, which may move records from the last one. */
    @Override
    public synchronized void replay(Records reader) throws IOException {
        for (Kept kept : shelf.closed()) {
            read(kept.name(), kept.last(), reader);
        }
        SegmentWriter segment = current;
        if (segment != null) {
            read(segment.name(), forced, reader);
        }
    }

    private void read(SegmentName name, long last, Records reader) throws IOException {
        SegmentScan.of(disk, name, new Frames(journal)).read(last, reader);
    }

    @Override
    public Optional<Segment> oldest() {
        return shelf.oldest();
    }

    @Override
    public void release(long upTo) {
        shelf.release(Math.min(upTo, forced));
    }

    @Override
    public long released() {
        return shelf.released();
    }

    @Override
    public void close() {
        SegmentWriter segment = current;
        if (segment != null) {
            close(segment);
        }
        close(blanks::close);
        close(disk);
    }

    private static void close(Closeable closeable) {
        try {
            closeable.close();
        } catch (IOException e) {
            LOG.warn("event=journal_not_closed", e);
        }
    }
}
