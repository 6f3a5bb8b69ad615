package dev.sluice.ingress.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One of those who share a node: a user, or all whose keys are not known yet. Thread safe. */
public final class Tenant {
    private static final long HUNGRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NEVER = -1;
    private static final long PEAK_NANOS = Duration.ofSeconds(5).toNanos();

    private final AtomicInteger calls = new AtomicInteger();
    private volatile long refusedNanos = NEVER;
    private volatile boolean gone;
    /** The most calls at once, since {@link #peakSince} and in the time before that. */
    private volatile int peak;

    private volatile int peakBefore;
    private volatile long peakSince;

    Tenant(long nowNanos) {
        this.peakSince = nowNanos;
    }

    int enter() {
        int now = calls.incrementAndGet();
        if (now > peak) {
            peak = now;
        }
        return now;
    }

    void leave() {
        calls.decrementAndGet();
    }

    int calls() {
        return calls.get();
    }

    void refused(long nowNanos) {
        refusedNanos = Math.max(0, nowNanos);
    }

    /** How many calls it would have at once if it could: what it has, or no end if it was refused some just now. */
    int demand(long nowNanos) {
        long refused = refusedNanos;
        boolean isHungry = refused != NEVER && nowNanos - refused < HUNGRY_NANOS;
        return isHungry ? Integer.MAX_VALUE : calls.get();
    }

    /** The same, but not less than it had of late: others would else take at once what it needs again in the next moment. */
    int usualDemand(long nowNanos) {
        return Math.max(demand(nowNanos), Math.max(peak, peakBefore));
    }

    /** Forgets peaks of more than some seconds ago; to be called more often than that. */
    void look(long nowNanos) {
        if (nowNanos - peakSince >= PEAK_NANOS) {
            peakBefore = peak;
            peak = calls.get();
            peakSince = nowNanos;
        }
    }

    /** Whether it is forgotten, and must be looked for again. */
    public boolean isGone() {
        return gone;
    }

    /** Forgets it, if it is at rest. */
    boolean forget(long nowNanos) {
        gone = demand(nowNanos) == 0;
        return gone;
    }
}
