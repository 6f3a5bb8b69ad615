package dev.sluice.router;

import java.util.concurrent.atomic.AtomicLong;

/** Draws lots from a seed. Thread safe: two threads never draw the same lot. */
final class Lots {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final AtomicLong lots;

    Lots(long seed) {
        lots = new AtomicLong(seed);
    }

    /** From 0 to 1, without 1. */
    double draw() {
        return (next() >>> 11) * 0x1.0p-53;
    }

    /** One drawn by weight, not the one that is excluded; -1 if there is no other. */
    int pick(long[] weights, int excluded) {
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += i == excluded ? 0 : weights[i];
        }
        if (sum == 0) {
            return -1;
        }
        long lot = Long.remainderUnsigned(next(), sum);
        for (int i = 0; i < weights.length; i++) {
            lot -= i == excluded ? 0 : weights[i];
            if (lot < 0) {
                return i;
            }
        }
        return -1;
    }

    /** SplitMix64, as in {@link java.util.SplittableRandom}, but cheap to share. */
    private long next() {
        return mixed(lots.addAndGet(GOLDEN));
    }

    /** A number of which each bit depends on each bit of the given one. */
    static long mixed(long number) {
        long z = number;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
