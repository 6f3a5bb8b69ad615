package dev.sluice.ingress.load;

import java.time.Duration;

/** Goes up the levels at once and down only after a while, so that a load that swings does not. For one thread at a time. */
final class Staircase {
    private static final long DWELL_NANOS = Duration.ofSeconds(1).toNanos();

    private Level level = Level.NORMAL;
    private long confirmedNanos;

    /** The level after a look at the load. */
    Level step(int percent, long nowNanos) {
        Level next = level.at(percent);
        if (next.isAtLeast(level) || nowNanos - confirmedNanos >= DWELL_NANOS) {
            level = next;
            confirmedNanos = nowNanos;
        }
        return level;
    }
}
