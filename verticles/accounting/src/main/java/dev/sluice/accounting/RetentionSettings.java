package dev.sluice.accounting;

import java.time.Duration;

/**
 * How long the books keep what can be told from the roll-ups, and what was changed in the configuration. Entries of the
 * ledger and the lines of days are kept for good.
 *
 * @param requests rows of requests; zero for ever
 * @param hours lines of hours; zero for ever
 * @param revisions changes of the configuration; zero for ever. None that is older can be gone back to
 * @param explanations how calls went: the newest so many, and none for longer than rows of requests
 * @param auditLog lines of what was done in management; zero for ever
 */
public record RetentionSettings(
        Duration requests, Duration hours, Duration revisions, int explanations, Duration auditLog) {
    private static final Duration LEAST = Duration.ofDays(1);

    public static final RetentionSettings DEFAULT =
            new RetentionSettings(Duration.ofDays(90), Duration.ofDays(400), Duration.ZERO, 100_000, Duration.ZERO);

    public RetentionSettings {
        check("requests", requests);
        check("hours", hours);
        check("revisions", revisions);
        check("lines of the audit log", auditLog);
    }

    /** As many explanations as is usual. */
    public RetentionSettings(Duration requests, Duration hours, Duration revisions) {
        this(requests, hours, revisions, DEFAULT.explanations(), DEFAULT.auditLog());
    }

    private static void check(String what, Duration kept) {
        if (!kept.isZero() && kept.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException(what + " are kept for a day at least, or for ever (0s)");
        }
    }
}
