package dev.sluice.router;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Gives a channel on trial its share of calls: of a run of a hundred exactly so many, spread evenly. What belongs together
 * stays together, on trial or not. Thread safe.
 */
record Trial(Tier tier, int percent, AtomicLong calls) {
    private static final int HUNDRED = 100;

    Trial(Tier tier, int percent) {
        this(tier, percent, new AtomicLong());
    }

    /** Whether this call is one of them. */
    boolean takes(long anchor) {
        long number = anchor == 0 ? calls.getAndIncrement() * percent : Lots.mixed(anchor);
        return Long.remainderUnsigned(number, HUNDRED) < percent;
    }
}
