package dev.sluice.router;

import java.util.Optional;

/** What a channel's last attempts said: failures in a row, and the share of failures in the window. Not thread safe. */
final class Strain {
    private static final int BUCKETS = 10;

    private final HealthSettings settings;
    private final long bucketNanos;
    private final long[] epochs = new long[BUCKETS];
    private final int[] attempts = new int[BUCKETS];
    private final int[] failures = new int[BUCKETS];
    private final int[] timeouts = new int[BUCKETS];
    private int inARow;

    Strain(HealthSettings settings) {
        this.settings = settings;
        this.bucketNanos = Math.max(1, settings.window().toNanos() / BUCKETS);
    }

    void succeeded(long now) {
        inARow = 0;
        attempts[bucket(now)]++;
    }

    /** Counts a failure; answers why the channel should rest, if it should. */
    Optional<RestReason> failed(boolean late, long now) {
        inARow++;
        int bucket = bucket(now);
        attempts[bucket]++;
        failures[bucket]++;
        timeouts[bucket] += late ? 1 : 0;
        if (inARow >= settings.failuresInARow()) {
            return Optional.of(RestReason.FAILURES_IN_A_ROW);
        }
        return shareIsTooHigh(now) ? Optional.of(RestReason.FAILURE_SHARE) : Optional.empty();
    }

    void clear() {
        inARow = 0;
        for (int i = 0; i < BUCKETS; i++) {
            attempts[i] = 0;
            failures[i] = 0;
            timeouts[i] = 0;
        }
    }

    /** What the window holds. */
    Tally tally(long now) {
        long oldest = Math.floorDiv(now, bucketNanos) - BUCKETS + 1;
        long all = 0;
        long failed = 0;
        long late = 0;
        for (int i = 0; i < BUCKETS; i++) {
            if (epochs[i] >= oldest) {
                all += attempts[i];
                failed += failures[i];
                late += timeouts[i];
            }
        }
        return new Tally(all, failed, late);
    }

    private boolean shareIsTooHigh(long now) {
        Tally tally = tally(now);
        return tally.attempts() >= settings.failureSamples()
                && tally.failures() * 100 > tally.attempts() * settings.failurePercent();
    }

    private int bucket(long now) {
        long epoch = Math.floorDiv(now, bucketNanos);
        int bucket = (int) Math.floorMod(epoch, (long) BUCKETS);
        if (epochs[bucket] != epoch) {
            epochs[bucket] = epoch;
            attempts[bucket] = 0;
            failures[bucket] = 0;
            timeouts[bucket] = 0;
        }
        return bucket;
    }

    /** Attempts that said something about the channel, how many of them failed, and how many of those for want of time. */
    record Tally(long attempts, long failures, long timeouts) {}
}
