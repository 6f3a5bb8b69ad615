package dev.sluice.bus;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is left of limits, in the order in which they were asked for. The answer to {@link LimitsAsked}. */
public record LimitsLeft(List<Left> limits) {
    public LimitsLeft {
        limits = List.copyOf(limits);
    }

    /** Of one of them, in each dimension that it has. */
    public record Left(
            @Nullable Long requests,
            @Nullable Long tokens,
            @Nullable Long concurrency) {

        /** What is left as two nodes know it, each of whom may not have heard of what the other let through. */
        public Left and(Left other) {
            return new Left(
                    least(requests, other.requests),
                    least(tokens, other.tokens),
                    least(concurrency, other.concurrency));
        }

        private static @Nullable Long least(@Nullable Long one, @Nullable Long other) {
            if (one == null || other == null) {
                return one == null ? other : one;
            }
            return Math.min(one, other);
        }
    }
}
