package dev.sluice.accounting.limits;

import java.time.Duration;

/**
 * Fills evenly by a monotonic clock, up to as much as one minute allows, or less. Not thread safe.
 *
 * <p>Levels are floating point: they count permission, not money, and lose less than a billionth of a token.
 */
public final class TokenBucket {
    static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private double limit;
    private double capacity;
    private double level;
    private long filledAt;

    /** Full, and as large as one minute. */
    public TokenBucket(double limit, long now) {
        this(limit, limit, limit, now);
    }

    /**
     * A bucket that may be smaller, and need not be full.
     *
     * @param limit per minute
     */
    TokenBucket(double limit, double capacity, double level, long now) {
        this.limit = limit;
        this.capacity = capacity;
        this.level = Math.min(capacity, level);
        this.filledAt = now;
    }

    /** Brings the level up to date, and the limit if an operator has changed it: the bucket is as large as that. */
    public void refill(double currentLimit, long now) {
        limit = currentLimit;
        capacity = currentLimit;
        refill(now);
    }

    void refill(long now) {
        level = Math.min(capacity, level + (now - filledAt) * (limit / MINUTE));
        filledAt = now;
    }

    /** Nanoseconds until so much is there; 0 if it is. What is more than the bucket holds waits for a full bucket. */
    public long waitFor(long amount) {
        double missing = Math.min((double) amount, capacity) - level;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / (limit / MINUTE));
    }

    /** Takes, into debt if there is less; a negative amount gives back, up to the capacity. */
    public void take(long amount) {
        level = Math.min(capacity, level - amount);
    }
}
