package dev.sluice.model.call;

import java.time.Duration;

/**
 * How much of a limit is left.
 *
 * @param reset until the limit is whole again
 */
public record LimitState(Dimension dimension, long limit, long remaining, Duration reset) {

    /** What a limit counts. */
    public enum Dimension {
        REQUESTS,
        TOKENS,
        CONCURRENCY
    }
}
