package dev.sluice.model.catalog;

import org.jspecify.annotations.Nullable;

/** What the operator allows a channel at most, over all nodes; absent means no limit. */
public record ChannelLimits(
        @Nullable Long requestsPerMinute,
        @Nullable Long tokensPerMinute,
        @Nullable Long concurrency) {
    public static final ChannelLimits NONE = new ChannelLimits(null, null, null);

    public ChannelLimits {
        for (Long limit : new Long[] {requestsPerMinute, tokensPerMinute, concurrency}) {
            if (limit != null && limit < 1) {
                throw new IllegalArgumentException("a limit is at least 1; leave it out for none");
            }
        }
    }

    /** Whether there is none. */
    public boolean isNone() {
        return requestsPerMinute == null && tokensPerMinute == null && concurrency == null;
    }
}
