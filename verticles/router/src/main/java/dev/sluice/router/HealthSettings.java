package dev.sluice.router;

import java.time.Duration;

/**
 * When a channel rests and for how long.
 *
 * @param failuresInARow so many failures without an answer between them send a channel to rest
 * @param failurePercent more than this share of failures within {@code window} does too
 * @param failureSamples the fewest attempts within {@code window} from which a share is taken
 * @param window how far back the share of failures looks
 * @param rest length of a first rest; the n-th lasts n times as long. Also the longest that a resting channel goes without
 *     a probe
 * @param longestRest no rest is longer, whatever the count or the upstream's {@code Retry-After} says, but that of a key
 *     whose account has nothing left: its first rest is as long, the n-th n times, up to twelve; or as long as the upstream
 *     says, up to a day
 * @param limitedRest first rest of a model that an upstream limited (429) without saying for how long
 * @param unknownModelRest how long a model rests that the upstream said it does not know
 * @param probeDeadline after which a probe that nothing was heard of is given up for another
 */
public record HealthSettings(
        int failuresInARow,
        int failurePercent,
        int failureSamples,
        Duration window,
        Duration rest,
        Duration longestRest,
        Duration limitedRest,
        Duration unknownModelRest,
        Duration probeDeadline) {
    private static final Duration A_DAY = Duration.ofDays(1);

    public static final HealthSettings DEFAULTS = new HealthSettings(
            5,
            50,
            20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(30),
            Duration.ofMinutes(5),
            Duration.ofSeconds(1),
            Duration.ofMinutes(5),
            Duration.ofSeconds(30));

    public HealthSettings {
        check(failuresInARow >= 1, "failuresInARow is at least 1");
        check(failurePercent >= 1 && failurePercent <= 100, "failurePercent is 1 to 100");
        check(failureSamples >= 1, "failureSamples is at least 1");
        for (Duration d : new Duration[] {window, rest, longestRest, limitedRest, unknownModelRest, probeDeadline}) {
            check(d.isPositive() && d.compareTo(A_DAY) <= 0, "a length of health is above zero and at most a day");
        }
        check(longestRest.compareTo(rest) >= 0, "longestRest is not shorter than rest");
    }

    private static void check(boolean holds, String otherwise) {
        if (!holds) {
            throw new IllegalArgumentException(otherwise);
        }
    }
}
