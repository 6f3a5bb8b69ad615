package dev.sluice.journal;

import java.time.Duration;

/**
 * How often a medium is forced: not more often than once in a linger on average, so that a busy node's records share forces;
 * a quiet node's records never wait, and a very busy one's lingers are longer. For one thread.
 */
final class Pace {
    /** Forces that may follow one another at once after a quiet time. */
    private static final int BURST = 16;
    /** So many records in one force pay for a linger of the usual length; with more it grows, as the core is wanted elsewhere. */
    private static final int FEW = 8;
    /** From here on it does not grow: two and a half times the usual length. */
    private static final int MANY = 20;

    private final long linger;
    private final long credit;
    /** Until when the forces so far would have taken, had each been as long as the linger after it. */
    private long paid;

    Pace(Duration linger, long now) {
        this.linger = linger.toNanos();
        this.credit = BURST * this.linger;
        this.paid = now;
    }

    /**
     * Notes a force that began at this moment; returns when the next may.
     *
     * @param records how many shared it
     */
    long next(long now, int records) {
        long pause = linger * Math.clamp(records, FEW, MANY) / FEW;
        // Differences, as moments of the monotonic clock may overflow.
        paid = (paid - now > 0 ? paid : now) + pause;
        return paid - credit;
    }
}
