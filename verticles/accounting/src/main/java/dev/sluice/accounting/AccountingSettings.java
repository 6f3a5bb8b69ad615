package dev.sluice.accounting;

import java.time.Duration;

/**
 * What an operator may set of accounting.
 *
 * @param unpriced what happens to a call of a model without a price by a caller who has no balance or budget to keep
 *     (callers who have one are always refused)
 * @param insufficientQuotaStatus HTTP status of "no balance": 402, or 429 for clients that expect OpenAI's
 * @param maxOpenCalls calls admitted and not settled, at most, on this node
 * @param cachedKeys keys kept in memory
 * @param settleQueue calls that may wait to be written to the books while the database is slow or away
 * @param longestCall after which a call that nobody settled is ended
 * @param purseIdle after which money drawn for an account that nobody uses goes back
 * @param auditInterval between two checks of the ledger's invariants; zero for none
 * @param keep the bounds of answers that are kept
 * @param retention how long rows of requests and lines of hours are kept
 * @param rules what calls cost that do not end as they should
 */
public record AccountingSettings(
        Unpriced unpriced,
        int insufficientQuotaStatus,
        int maxOpenCalls,
        int cachedKeys,
        int settleQueue,
        Duration longestCall,
        Duration purseIdle,
        Duration auditInterval,
        KeepSettings keep,
        RetentionSettings retention,
        EndRules rules) {
    public static final AccountingSettings DEFAULT = new AccountingSettings(
            Unpriced.FLAG,
            402,
            20_000,
            100_000,
            65_536,
            Duration.ofHours(2),
            Duration.ofSeconds(5),
            Duration.ofMinutes(5));

    /** With the usual bounds of what is kept. */
    public AccountingSettings(
            Unpriced unpriced,
            int insufficientQuotaStatus,
            int maxOpenCalls,
            int cachedKeys,
            int settleQueue,
            Duration longestCall,
            Duration purseIdle,
            Duration auditInterval) {
        this(
                unpriced,
                insufficientQuotaStatus,
                maxOpenCalls,
                cachedKeys,
                settleQueue,
                longestCall,
                purseIdle,
                auditInterval,
                KeepSettings.DEFAULT,
                RetentionSettings.DEFAULT,
                EndRules.DEFAULT);
    }

    public AccountingSettings {
        check(
                insufficientQuotaStatus == 402 || insufficientQuotaStatus == 429,
                "insufficientQuotaStatus is 402 or 429, not " + insufficientQuotaStatus);
        check(maxOpenCalls >= 1, "maxOpenCalls is at least 1, not " + maxOpenCalls);
        check(cachedKeys >= 1, "cachedKeys is at least 1, not " + cachedKeys);
        check(settleQueue > maxOpenCalls, "settleQueue is more than maxOpenCalls, so that every open call has a place");
        check(longestCall.isPositive(), "longestCall is longer than nothing");
        check(purseIdle.isPositive(), "purseIdle is longer than nothing");
        check(!auditInterval.isNegative(), "auditInterval is not negative");
    }

    /** The same with other rules for calls that break off. */
    public AccountingSettings with(EndRules others) {
        return new AccountingSettings(
                unpriced,
                insufficientQuotaStatus,
                maxOpenCalls,
                cachedKeys,
                settleQueue,
                longestCall,
                purseIdle,
                auditInterval,
                keep,
                retention,
                others);
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }

    /** What to do with a model that the price book does not know. */
    public enum Unpriced {
        /** Let it through for nothing; its rows and log lines say so (price version 0). */
        FLAG,
        /** Refuse it with 403 {@code model_not_priced}. */
        REFUSE
    }
}
