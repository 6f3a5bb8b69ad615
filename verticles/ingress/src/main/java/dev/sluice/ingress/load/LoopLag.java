package dev.sluice.ingress.load;

import java.util.Arrays;

/**
 * How late one event loop is all the time: the least of its last samples. A pause of the collector makes one sample late
 * and is no overload; a queue that stands makes all of them late. Written by its loop, read by any thread.
 */
public final class LoopLag {
    private static final int SAMPLES = 5;

    private final long[] samples = new long[SAMPLES];
    private int next;
    private volatile long standingNanos;

    LoopLag() {}

    /** Notes by how much something was late that was due on this loop. */
    public void late(long nanos) {
        samples[next] = Math.max(0, nanos);
        next = (next + 1) % SAMPLES;
        standingNanos = Arrays.stream(samples).min().orElse(0);
    }

    long standingNanos() {
        return standingNanos;
    }
}
