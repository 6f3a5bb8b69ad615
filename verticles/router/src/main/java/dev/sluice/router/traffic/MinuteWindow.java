package dev.sluice.router.traffic;

import java.time.Duration;

/**
 * How much was used in the last minute. It forgets by whole seconds and counts the second that is only partly within the
 * minute, so what it lets through never exceeds a limit in any minute. Not thread safe.
 */
final class MinuteWindow {
    private static final int SECONDS = 61;
    private static final long SECOND = 1_000_000_000L;

    /** Made when it is needed: most channels have no limits. */
    private long[] used = {};

    private long latest = Long.MIN_VALUE;
    private long sum;

    long used(long now) {
        advance(now);
        return sum;
    }

    void add(long amount, long now) {
        advance(now);
        used[slot(latest)] += amount;
        sum += amount;
    }

    /** Takes back what was counted too much at an earlier time, if that is within the minute still. */
    void takeBack(long amount, long then, long now) {
        advance(now);
        long second = Math.floorDiv(then, SECOND);
        if (latest - second < SECONDS && second <= latest) {
            long taken = Math.min(amount, used[slot(second)]);
            used[slot(second)] -= taken;
            sum -= taken;
        }
    }

    /** When less than this will have been used; zero if that is so now. */
    Duration until(long limit, long now) {
        advance(now);
        long left = sum;
        for (long second = latest - SECONDS + 1; second <= latest && left >= limit; second++) {
            left -= used[slot(second)];
            if (left < limit) {
                return Duration.ofNanos((second + SECONDS) * SECOND - now);
            }
        }
        return left < limit ? Duration.ZERO : Duration.ofSeconds(SECONDS);
    }

    private void advance(long now) {
        long second = Math.floorDiv(now, SECOND);
        if (used.length == 0) {
            used = new long[SECONDS];
            latest = second;
        }
        for (int steps = 0; latest < second && steps < SECONDS; steps++) {
            latest++;
            sum -= used[slot(latest)];
            used[slot(latest)] = 0;
        }
        latest = Math.max(latest, second);
    }

    private static int slot(long second) {
        return (int) Math.floorMod(second, (long) SECONDS);
    }
}
