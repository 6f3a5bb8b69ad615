package dev.sluice.router;

import org.jspecify.annotations.Nullable;

/**
 * A moving average that believes bad news at once and good news slowly: it jumps to whatever is above it, and comes down in
 * about ten seconds. What nobody has measured for long is forgotten the same way, so that what was slow is tried again.
 */
record PeakAverage(double nanos, long at) {
    private static final double MEMORY_NANOS = 10e9;

    /** The average after one more measurement; {@code before} is null for the first. */
    static PeakAverage after(@Nullable PeakAverage before, double measured, long now) {
        if (before == null || measured > before.nanos) {
            return new PeakAverage(measured, now);
        }
        double kept = kept(now - before.at);
        return new PeakAverage(before.nanos * kept + measured * (1 - kept), now);
    }

    /** What is left of it now. */
    double left(long now) {
        return nanos * kept(now - at);
    }

    private static double kept(long age) {
        return Math.exp(-Math.max(0, age) / MEMORY_NANOS);
    }
}
