package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.ChannelSum.Left;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UpstreamLimit.Kind;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamLimitsTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final FakeClock clock = new FakeClock();
    private final UpstreamLimits limits = new UpstreamLimits();

    @ParameterizedTest
    @CsvSource({
        "REQUESTS, 100, 1, false",
        "REQUESTS, 100, 0, true",
        "TOKENS, 1000, 21, false",
        "TOKENS, 1000, 20, true",
        "INPUT_TOKENS, 1000, 3, true",
        "OUTPUT_TOKENS, 0, 1, false",
        "OUTPUT_TOKENS, 0, 0, true"
    })
    void aLimitIsUsedUpWhenNothingOrTooLittleForACallIsLeft(Kind kind, long limit, long remaining, boolean usedUp) {
        learn(kind, limit, remaining);

        assertThat(limits.usedUpFor("m", clock.now())).isEqualTo(usedUp ? MINUTE.toNanos() : 0);
        assertThat(limits.usedUpFor("other", clock.now())).isZero();
    }

    @Test
    void itIsUsedUpUntilItsResetAndNoLonger() {
        learn(Kind.REQUESTS, 100, 0);

        clock.pass(MINUTE.minusNanos(1));
        assertThat(limits.usedUpFor("m", clock.now())).isEqualTo(1);
        clock.pass(Duration.ofNanos(1));
        assertThat(limits.usedUpFor("m", clock.now())).isZero();
    }

    @Test
    void whatIsSentSinceCountsUntilTheUpstreamSaysMore() {
        learn(Kind.REQUESTS, 100, 2);
        limits.take("m");
        assertThat(limits.usedUpFor("m", clock.now())).isZero();
        limits.take("m");
        assertThat(limits.usedUpFor("m", clock.now())).isPositive();

        clock.passSeconds(1);
        learn(Kind.REQUESTS, 100, 30);

        assertThat(limits.usedUpFor("m", clock.now())).isZero();
    }

    @Test
    void anotherNodesNewsIsTakenIfItIsNewer() {
        learn(Kind.REQUESTS, 100, 50);
        clock.passSeconds(10);

        limits.hear(left("requests", 0, Duration.ofSeconds(11)), clock.now());
        assertThat(limits.usedUpFor("m", clock.now())).as("older").isZero();

        limits.hear(left("requests", 0, Duration.ofSeconds(2)), clock.now());
        assertThat(limits.usedUpFor("m", clock.now())).as("newer").isPositive();
    }

    @Test
    void whatANewerVersionCountsAndNonsenseArePassedOver() {
        limits.hear(left("pictures", 0, Duration.ZERO), clock.now());
        limits.hear(left("requests", -1, Duration.ZERO), clock.now());

        assertThat(limits.usedUpFor("m", clock.now())).isZero();
        assertThat(limits.told(clock.now())).isEmpty();
    }

    @Test
    void whatIsToldIsWhatIsLeftAndHowOldThatIs() {
        learn(Kind.REQUESTS, 100, 2);
        limits.take("m");
        clock.passSeconds(5);

        assertThat(limits.told(clock.now()))
                .containsExactly(new Left("m", "requests", 100, 1, Duration.ofSeconds(5), Duration.ofSeconds(55)));
        clock.passSeconds(55);
        assertThat(limits.told(clock.now())).isEmpty();
    }

    @Test
    void namesThatCallersInventDoNotPileUp() {
        for (int i = 0; i < 1000; i++) {
            clock.passSeconds(1);
            limits.learn("m" + i, List.of(new UpstreamLimit(Kind.REQUESTS, 10, 0, MINUTE)), clock.now());
        }

        assertThat(limits.modelsKnown()).isEqualTo(UpstreamLimits.MOST_MODELS);
        assertThat(limits.usedUpFor("m999", clock.now())).isPositive();
    }

    private void learn(Kind kind, long limit, long remaining) {
        limits.learn("m", List.of(new UpstreamLimit(kind, limit, remaining, MINUTE)), clock.now());
    }

    private static Left left(String kind, long remaining, Duration age) {
        return new Left("m", kind, 100, remaining, age, MINUTE);
    }
}
