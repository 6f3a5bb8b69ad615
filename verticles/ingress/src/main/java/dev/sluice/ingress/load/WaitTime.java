package dev.sluice.ingress.load;

import java.util.concurrent.atomic.LongAdder;

/** How long something took lately, on average. Any thread adds; one at a time looks. */
final class WaitTime {
    private static final int MEMORY = 4;

    private final LongAdder sum = new LongAdder();
    private final LongAdder count = new LongAdder();
    private long mean;
    private long latest;

    void add(long nanos) {
        sum.add(nanos);
        count.increment();
    }

    /** The average over the time since the last look, smoothed with what it was before; it fades while nothing is added. */
    long look() {
        latest = count.sumThenReset();
        long nanos = sum.sumThenReset();
        mean += ((latest == 0 ? 0 : nanos / latest) - mean) / MEMORY;
        return mean;
    }

    /** How many there were between the last two looks. */
    long latest() {
        return latest;
    }
}
