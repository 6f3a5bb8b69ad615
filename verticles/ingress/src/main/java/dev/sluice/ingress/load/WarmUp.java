package dev.sluice.ingress.load;

import java.time.Duration;

/**
 * The time in which a node's code is not compiled yet, so that each call costs many times of what it will cost in a moment:
 * it ends when there was time enough and there were calls enough. For one thread at a time.
 */
final class WarmUp {
    /** Compilers get to what a call needs after some thousand calls, and need some seconds for it. */
    static final int CALLS = 2_000;

    static final long LEAST_NANOS = Duration.ofSeconds(10).toNanos();
    /** Who has so few calls that it takes longer has no use for this. */
    static final long MOST_NANOS = Duration.ofSeconds(60).toNanos();

    private long ended;
    private long firstNanos;
    private boolean over;

    /**
     * Whether it is over.
     *
     * @param more calls that have ended since it was asked last
     */
    boolean isOver(long more, long nowNanos) {
        if (over || ended + more == 0) {
            return over;
        }
        firstNanos = ended == 0 ? nowNanos : firstNanos;
        ended += more;
        long since = nowNanos - firstNanos;
        over = since >= MOST_NANOS || (since >= LEAST_NANOS && ended >= CALLS);
        return over;
    }
}
