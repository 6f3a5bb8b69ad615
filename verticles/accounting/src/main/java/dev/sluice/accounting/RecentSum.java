package dev.sluice.accounting;

import java.time.Duration;

/** How much came together in about the last two seconds, by two windows of that length. Not thread safe. */
final class RecentSum {
    private static final long WINDOW = Duration.ofSeconds(2).toNanos();

    private long since;
    private long current;
    private long previous;

    RecentSum(long now) {
        this.since = now;
    }

    void add(long amount, long now) {
        turn(now);
        current += amount;
    }

    long at(long now) {
        turn(now);
        return Math.max(current, previous);
    }

    private void turn(long now) {
        long windows = (now - since) / WINDOW;
        if (windows > 0) {
            previous = windows == 1 ? current : 0;
            current = 0;
            since += windows * WINDOW;
        }
    }
}
