package dev.sluice.model.call;

import java.time.Duration;

/**
 * What an upstream said is left of one of its limits, as of the answer that said so.
 *
 * @param limit 0 if it did not say
 * @param reset until there is more
 */
public record UpstreamLimit(Kind kind, long limit, long remaining, Duration reset) {

    /** What an upstream counts. */
    public enum Kind {
        REQUESTS,
        TOKENS,
        INPUT_TOKENS,
        OUTPUT_TOKENS
    }

    public UpstreamLimit {
        if (limit < 0 || remaining < 0 || reset.isNegative()) {
            throw new IllegalArgumentException("nothing of a limit is below zero");
        }
    }
}
