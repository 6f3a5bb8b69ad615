package dev.sluice.store;

import java.time.Instant;
import java.util.Optional;

/**
 * Answers that callers want to go on from ({@code previous_response_id}), with the conversation before them. They hold what
 * was said, so they are sealed, belong to one user, expire, and are bounded in number. Every method blocks.
 */
public interface KeptAnswers {

    /**
     * An answer to be kept.
     *
     * @param id as the caller knows it, at most 255 characters
     * @param conversation JSON of all that was said, the answer included; at most 8 MiB
     */
    record Kept(String id, String userId, String conversation) {
        /** Without what was said. */
        @Override
        public String toString() {
            return "Kept[" + id + "]";
        }
    }

    /**
     * How long, and how many.
     *
     * @param most for one user; older ones go
     */
    record Limits(Instant expiresAt, int most) {}

    /** Keeps an answer; one of the same id of the same user is replaced. */
    void keep(Kept answer, Instant now, Limits limits);

    /** What was said up to and with an answer; empty if this user has none of this id, or it has expired. */
    Optional<String> find(String id, String userId, Instant now);

    /** Forgets an answer; false if this user has none of this id. */
    boolean forget(String id, String userId);

    /**
     * Deletes answers that have expired.
     *
     * @param most to delete in one go
     * @return how many were deleted
     */
    int sweep(Instant now, int most);
}
