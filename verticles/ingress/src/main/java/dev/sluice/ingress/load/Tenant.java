package dev.sluice.ingress.load;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** One of those who share a node: a user, or all whose keys are not known yet. Thread safe. */
public final class Tenant {
    private static final long HUNGRY_NANOS = Duration.ofSeconds(1).toNanos();
    private static final long NEVER = -1;

    private final AtomicInteger calls = new AtomicInteger();
    private volatile long refusedNanos = NEVER;
    private volatile boolean gone;

    Tenant() {}

    int enter() {
        return calls.incrementAndGet();
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
