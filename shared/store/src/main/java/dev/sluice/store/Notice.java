package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody should be told, written in the transaction that caused it.
 *
 * @param subject id of what it is about, such as the budget
 * @param account that it was noticed at
 * @param spent of {@code limit}, in the account's unit
 * @param toldAt when it was passed on, absent while it was not
 */
public record Notice(
        long number,
        Kind kind,
        String subject,
        String account,
        long spent,
        long limit,
        Instant createdAt,
        @Nullable Instant toldAt) {

    /** What may be noticed. */
    public enum Kind {
        /** A budget's use passed its soft limit; once in a period. */
        BUDGET_SOFT_LIMIT
    }
}
