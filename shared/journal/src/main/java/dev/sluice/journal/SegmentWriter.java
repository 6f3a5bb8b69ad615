package dev.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** The segment that records are written to: each byte of it is written at most once. */
final class SegmentWriter implements Closeable {
    private final SegmentName name;
    private final DiskFile file;
    private final long capacity;
    private final Frames frames;
    private final ByteBuffer buffer;

    private long position = SegmentHeader.BYTES;
    private long batch;
    private long next;

    /** Writes behind the header of a file that is full of zeros. */
    SegmentWriter(SegmentName name, DiskFile file, long capacity, Frames frames, ByteBuffer buffer) {
        this.name = name;
        this.file = file;
        this.capacity = capacity;
        this.frames = frames;
        this.buffer = buffer.clear();
        this.batch = name.first();
        this.next = name.first();
    }

    SegmentName name() {
        return name;
    }

    long capacity() {
        return capacity;
    }

    /** The bytes that are taken. */
    long end() {
        return position + buffer.position();
    }

    boolean fits(byte[] payload) {
        return end() + Frames.size(payload.length) + Frames.SEAL <= capacity;
    }

    void add(byte[] payload) throws IOException {
        makeRoom(Frames.size(payload.length));
        frames.write(buffer, next++, payload);
    }

    /** Seals what was added since the last time and returns when it is safe. */
    void force() throws IOException {
        if (batch == next) {
            return;
        }
        makeRoom(Frames.SEAL);
        frames.writeSeal(buffer, batch);
        flush();
        file.force();
        batch = next;
    }

    private void makeRoom(int bytes) throws IOException {
        if (buffer.remaining() < bytes) {
            flush();
        }
    }

    private void flush() throws IOException {
        int length = buffer.flip().remaining();
        file.write(buffer, position);
        position += length;
        buffer.clear();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
