package dev.sluice.ingress;

import java.time.Duration;

/**
 * What is remembered of calls that have ended, for those who ask how one went.
 *
 * @param keep newest calls that this node remembers; 0 for none
 * @param keepBytes of memory for them, about
 * @param slowAfter a call that takes longer is kept in the database as well
 * @param samplePercent so many of a hundred others are kept there too
 */
public record ExplainSettings(int keep, long keepBytes, Duration slowAfter, int samplePercent) {
    public static final ExplainSettings DEFAULT = new ExplainSettings(10_000, 16 << 20, Duration.ofSeconds(30), 1);

    public ExplainSettings {
        if (keep < 0 || keepBytes < 0 || samplePercent < 0 || samplePercent > 100 || slowAfter.isNegative()) {
            throw new IllegalArgumentException(
                    "what is remembered of calls is not below zero, and a sample is at most all");
        }
    }
}
