package dev.sluice.model.catalog;

import org.jspecify.annotations.Nullable;

/** What a key, user, group or model may be used for at most; absent means no limit. */
public record KeyLimits(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long concurrency) {
    public static final KeyLimits NONE = new KeyLimits(null, null, null);

    public KeyLimits {
        for (Long limit : new Long[] {requestsPerMinute, tokensPerMinute, concurrency}) {
            if (limit != null && limit < 1) {
                throw new IllegalArgumentException("a limit is at least 1; leave it out for none");
            }
        }
    }
}
