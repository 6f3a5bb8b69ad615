package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The outbox: what is to be told is written together with its cause, and passed on at least once. */
public interface Notices {

    /** In the order in which they were made. */
    Page<Notice> list(boolean untoldOnly, @Nullable String after, int limit);

    /** Notes that a notice was passed on; false if there is no such notice, or it had been. */
    boolean told(long number, Instant now);

    /** How many were not passed on. */
    long untold();
}
