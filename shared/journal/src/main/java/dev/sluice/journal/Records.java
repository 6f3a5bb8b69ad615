package dev.sluice.journal;

import java.nio.ByteBuffer;

/** Reads what a journal kept. */
@FunctionalInterface
public interface Records {
    /** Takes the next record; the payload may be kept. */
    void record(long sequence, ByteBuffer payload);
}
