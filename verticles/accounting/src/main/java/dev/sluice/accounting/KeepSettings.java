package dev.sluice.accounting;

import java.time.Duration;

/**
 * The bounds of answers that are kept for their callers.
 *
 * @param ttl after which an answer is forgotten
 * @param mostPerUser answers kept for one user; the oldest goes when there are more
 * @param maxBytes of one answer with the conversation before it
 */
public record KeepSettings(Duration ttl, int mostPerUser, int maxBytes) {
    /** What a column for them holds in every database, and what a read of one may cost. */
    private static final int MOST_BYTES = 8 * 1024 * 1024;

    public static final KeepSettings DEFAULT = new KeepSettings(Duration.ofHours(24), 1_000, 2 * 1024 * 1024);

    public KeepSettings {
        if (!ttl.isPositive()) {
            throw new IllegalArgumentException("answers are kept for longer than nothing");
        }
        if (mostPerUser < 1) {
            throw new IllegalArgumentException("at least 1 answer is kept per user, not " + mostPerUser);
        }
        if (maxBytes < 1 || maxBytes > MOST_BYTES) {
            throw new IllegalArgumentException("an answer is kept in up to 8MiB, not " + maxBytes + " bytes");
        }
    }
}
