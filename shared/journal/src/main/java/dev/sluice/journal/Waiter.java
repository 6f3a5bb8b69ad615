package dev.sluice.journal;

import java.io.IOException;

/** Who wants to know what became of a record: exactly one of the two is called, once, in the order of the records. */
public interface Waiter {
    /** Whether somebody waits: else the record is in no hurry, and who wants to know is told when it happens to be safe. */
    default boolean isUrgent() {
        return true;
    }

    /** The record is safe. */
    void durable();

    /**
     * The disk refused for now; the record stays in memory and is tried again, but nobody is told of that any more. Where
     * the journal itself is broken, it is not tried again.
     */
    void failed(IOException cause);
}
