package dev.sluice.journal;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of the journal's folder. */
interface DiskFile extends Closeable {
    /** Writes all that remains in the buffer. */
    void write(ByteBuffer bytes, long position) throws IOException;

    /** Reads until the buffer is full or the file ends. */
    void read(ByteBuffer into, long position) throws IOException;

    /** Returns when all that was written is safe. */
    void force() throws IOException;

    long size() throws IOException;

    /** Shortens the file. */
    void truncate(long size) throws IOException;
}
