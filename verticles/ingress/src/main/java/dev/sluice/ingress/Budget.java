package dev.sluice.ingress;

import java.util.concurrent.atomic.AtomicLong;

/** A count that this node keeps below a limit over all connections, such as bytes of bodies. Thread safe. */
final class Budget {
    private final long limit;
    private final AtomicLong held = new AtomicLong();

    Budget(long limit) {
        this.limit = limit;
    }

    /** Takes {@code amount}, or nothing. */
    boolean take(long amount) {
        if (held.addAndGet(amount) <= limit) {
            return true;
        }
        held.addAndGet(-amount);
        return false;
    }

    void giveBack(long amount) {
        held.addAndGet(-amount);
    }

    long held() {
        return held.get();
    }
}
