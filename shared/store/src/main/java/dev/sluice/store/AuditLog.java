package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What was done in management, line by line. It is only read here: lines are written by what they tell of. */
public interface AuditLog {

    /**
     * Which lines are wanted; what is null does not matter.
     *
     * @param actor a user's id
     * @param from inclusive
     * @param to exclusive
     */
    record Filter(
            @Nullable String actor,
            @Nullable String action,
            @Nullable String subject,
            @Nullable Instant from,
            @Nullable Instant to) {}

    /** Newest first. */
    Page<AuditRecord> list(Filter filter, @Nullable String after, int limit);
}
