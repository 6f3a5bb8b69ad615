package dev.sluice.accounting.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MinuteLimitTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final long MINUTE = 60 * SECOND;

    /** Calls that were let through, by when. */
    private static List<Long> offer(MinuteLimit limit, long most, double perSecond, Random random) {
        List<Long> passed = new ArrayList<>();
        for (double at = 0; at < 4 * MINUTE; at += 2 * random.nextDouble() / perSecond * SECOND) {
            long now = (long) at;
            limit.refill(most, now);
            if (limit.waitFor(1, now) == 0) {
                limit.take(1, now);
                passed.add(now);
            }
        }
        return passed;
    }

    private static int mostInAMinute(List<Long> times) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) >= MINUTE) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private static long in(List<Long> times, long from) {
        return times.stream().filter(at -> at >= from && at < from + MINUTE).count();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 7, 60, 600, 100_000})
    void noMinuteHasMoreThanTheLimitAndEveryMinuteAlmostAllOfIt(long most) {
        for (long seed = 0; seed < 5; seed++) {
            for (double times : new double[] {3, 30}) {
                MinuteLimit limit = new MinuteLimit(most, 0);
                List<Long> passed = offer(limit, most, times * most / 60, new Random(seed));

                assertThat(mostInAMinute(passed)).as("seed %d", seed).isLessThanOrEqualTo((int) most);
                for (int minute = 0; minute < 4; minute++) {
                    assertThat(in(passed, minute * MINUTE))
                            .as("seed %d, minute %d", seed, minute)
                            .isGreaterThanOrEqualTo(most * 97 / 100 - 1);
                }
            }
        }
    }

    @Test
    void whoWaitedAsToldAfterABurstMayCallAllAtOnceAgain() {
        MinuteLimit limit = new MinuteLimit(60, 0);
        limit.take(60, 0);
        assertThat(limit.waitFor(1, 0)).isEqualTo(MINUTE);

        limit.refill(60, MINUTE);

        assertThat(limit.left()).isEqualTo(60);
    }

    @Test
    void whoGoesOnAfterABurstIsLetThroughEvenly() {
        MinuteLimit limit = new MinuteLimit(60, 0);
        List<Long> passed = offer(limit, 60, 10, new Random(1));

        List<Long> later = passed.stream().filter(at -> at > 2 * MINUTE).toList();

        for (int i = 1; i < later.size(); i++) {
            assertThat(later.get(i) - later.get(i - 1)).isBetween(SECOND / 2, 3 * SECOND);
        }
    }

    @Test
    void whatIsGivenBackInTimeMayBeUsedAgainAndWhatIsOlderThanAMinuteMayNot() {
        MinuteLimit limit = new MinuteLimit(100, 0);
        limit.take(90, 0);
        limit.refill(100, SECOND);
        limit.giveBack(80, 0);
        assertThat(limit.waitFor(90, SECOND)).isZero();
        limit.take(90, SECOND);

        limit.refill(100, MINUTE + SECOND);
        limit.giveBack(90, SECOND);

        assertThat(limit.left()).isLessThanOrEqualTo(100);
        assertThat(limit.waitFor(100, MINUTE + SECOND)).isZero();
    }

    @Test
    void anOwnerThatRestsAsItWasToldKeepsToTheLimitWithWhatAnotherGranted() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            MinuteLimit first = new MinuteLimit(600, 0);
            List<Long> passed = offer(first, 600, 5 + random.nextInt(100), random);
            long change = (long) (random.nextDouble() * 3 * MINUTE);
            List<Long> before = passed.stream().filter(at -> at < change).toList();
            MinuteLimit replayed = new MinuteLimit(600, 0);
            before.forEach(at -> {
                replayed.refill(600, at);
                replayed.take(1, at);
            });
            replayed.refill(600, change);
            MinuteLimit second = new MinuteLimit(600, 600, 0, change);
            second.rest(replayed.quiet(change), change);

            List<Long> all = new ArrayList<>(before);
            for (long now = change; now < change + 2 * MINUTE; now += SECOND / 50) {
                second.refill(600, now);
                if (second.waitFor(1, now) == 0) {
                    second.take(1, now);
                    all.add(now);
                }
            }

            assertThat(mostInAMinute(all)).as("seed %d", seed).isLessThanOrEqualTo(601);
        }
    }
}
