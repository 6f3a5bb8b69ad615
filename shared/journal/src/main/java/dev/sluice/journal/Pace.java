package dev.sluice.journal;

import java.time.Duration;

/**
 * How often a medium is forced: not more often than once in a linger on average, so that a busy node's records share forces;
 * a quiet node's records never wait. For one thread.
 */
final class Pace {
    /** Forces that may follow one another at once after a quiet time. */
    private static final int BURST = 16;

    private final long linger;
    private final long credit;
    /** Until when the forces so far would have taken, had each been a linger long. */
    private long paid;

    Pace(Duration linger, long now) {
        this.linger = linger.toNanos();
        this.credit = BURST * this.linger;
        this.paid = now;
    }

    /** Notes a force that began at this moment; returns when the next may. */
    long next(long now) {
        // Differences, as moments of the monotonic clock may overflow.
        paid = (paid - now > 0 ? paid : now) + linger;
        return paid - credit;
    }
}
