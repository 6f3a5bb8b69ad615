package dev.sluice.router;

import dev.sluice.bus.ChannelSum;
import java.time.Duration;

/**
 * How a channel does at all other nodes together, as far as they said lately. Hearsay: it bears on weight and on load, and
 * never sends a channel to rest.
 *
 * @param firstContentNanos the averages added up, each as often as there are answers behind it
 */
record Elsewhere(
        long inFlight, long attempts, long failures, long timeouts, long firstContentNanos, long firstContents) {
    static final Elsewhere NOTHING = new Elsewhere(0, 0, 0, 0, 0, 0);

    /** Numbers come from outside; beyond this they are not meant seriously, and cannot be added up safely. */
    private static final long MOST = 1_000_000_000L;

    private static final Duration LONGEST = Duration.ofHours(1);

    Elsewhere and(ChannelSum sum) {
        long answers = sum.firstContent() == null ? 0 : bounded(sum.firstContents(), Pace.MEMORY);
        long all = bounded(sum.attempts(), MOST);
        long failed = bounded(sum.failures(), all);
        return new Elsewhere(
                inFlight + bounded(sum.inFlight(), MOST),
                attempts + all,
                failures + failed,
                timeouts + bounded(sum.timeouts(), failed),
                firstContentNanos + answers * nanos(sum.firstContent() == null ? Duration.ZERO : sum.firstContent()),
                firstContents + answers);
    }

    private static long nanos(Duration given) {
        return given.compareTo(LONGEST) > 0 ? LONGEST.toNanos() : Math.max(0, given.toNanos());
    }

    private static long bounded(long given, long most) {
        return Math.clamp(given, 0, most);
    }
}
