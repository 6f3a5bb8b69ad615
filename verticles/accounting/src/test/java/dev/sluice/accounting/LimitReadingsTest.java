package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.limits.Limit;
import dev.sluice.accounting.limits.LocalLimiter;
import dev.sluice.accounting.limits.Subject;
import dev.sluice.bus.LimitsAsked;
import dev.sluice.bus.LimitsLeft.Left;
import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.util.List;
import org.junit.jupiter.api.Test;

class LimitReadingsTest {
    private static final KeyLimits MOST = new KeyLimits(10L, 1_000L, null);

    private final LocalLimiter limiter = new LocalLimiter(() -> 1);

    @Test
    void whatCallsTookIsNotLeftAndLookingTakesNothing() {
        Subject team = new Subject(Scope.GROUP, "team");
        limiter.take(List.of(new Limit(team, MOST)), 100, 200);
        var question = new LimitsAsked(List.of(
                new LimitsAsked.Asked(Scope.GROUP, "team", MOST),
                new LimitsAsked.Asked(Scope.USER, "vera", new KeyLimits(null, null, 4L))));
        var readings = new LimitReadings(limiter);

        assertThat(readings.of(question).limits()).containsExactly(new Left(9L, 700L, null), new Left(null, null, 4L));
        assertThat(readings.of(question)).isEqualTo(readings.of(question));
    }
}
