package dev.sluice.ingress.load;

import java.util.Arrays;

/**
 * How late one event loop is all the time, the least of its last samples, and how much it worked meanwhile. A pause of the
 * collector makes one sample late and is no overload; a queue that stands makes all of them late. Written by its loop, read
 * by any thread.
 */
public final class LoopLag {
    private static final int SAMPLES = 5;

    private final long[] samples = new long[SAMPLES];
    private final int[] busy = new int[SAMPLES];
    private int next;
    private volatile long standingNanos;
    private volatile int busyPercent;

    LoopLag() {}

    /**
     * Notes by how much something was late that was due on this loop.
     *
     * @param busyPercent for how much of the time since the last note its thread had a processor
     */
    public void late(long nanos, int busyPercent) {
        samples[next] = Math.max(0, nanos);
        busy[next] = busyPercent;
        next = (next + 1) % SAMPLES;
        standingNanos = Arrays.stream(samples).min().orElse(0);
        this.busyPercent = Arrays.stream(busy).sum() / SAMPLES;
    }

    long standingNanos() {
        return standingNanos;
    }

    int busyPercent() {
        return busyPercent;
    }
}
