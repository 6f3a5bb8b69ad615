package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limit;
import dev.sluice.accounting.limits.Limiter;
import dev.sluice.accounting.limits.Subject;
import dev.sluice.bus.LimitsAsked;
import dev.sluice.bus.LimitsLeft;
import dev.sluice.model.call.LimitState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads off what is left of limits, without taking any of it. */
record LimitReadings(Limiter limiter) {
    LimitsLeft of(LimitsAsked question) {
        return new LimitsLeft(question.limits().stream().map(this::left).toList());
    }

    private LimitsLeft.Left left(LimitsAsked.Asked asked) {
        Limit limit = new Limit(new Subject(asked.scope(), asked.subject()), asked.most());
        List<LimitState> states = limiter.look(List.of(limit));
        return new LimitsLeft.Left(
                remaining(states, LimitState.Dimension.REQUESTS),
                remaining(states, LimitState.Dimension.TOKENS),
                remaining(states, LimitState.Dimension.CONCURRENCY));
    }

    /** A debt is nothing that is left. */
    private static @Nullable Long remaining(List<LimitState> states, LimitState.Dimension dimension) {
        for (LimitState state : states) {
            if (state.dimension() == dimension) {
                return Math.max(0, state.remaining());
            }
        }
        return null;
    }
}
