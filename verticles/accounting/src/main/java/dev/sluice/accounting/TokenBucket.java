package dev.sluice.accounting;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import java.time.Duration;

/**
 * A limit per minute: holds as much as one minute allows and fills evenly by a monotonic clock. Not thread safe.
 *
 * <p>Levels are floating point: they count permission, not money, and lose less than a billionth of a token.
 */
final class TokenBucket {
    private static final double MINUTE = Duration.ofMinutes(1).toNanos();

    private long limit;
    private double level;
    private long filledAt;

    TokenBucket(long limit, long now) {
        this.limit = limit;
        this.level = (double) limit;
        this.filledAt = now;
    }

    /** Brings the level up to date, and the limit if an operator has changed it. */
    void refill(long currentLimit, long now) {
        limit = currentLimit;
        level = Math.min((double) limit, level + (now - filledAt) * (limit / MINUTE));
        filledAt = now;
    }

    /** Nanoseconds until so much is there; 0 if it is. What is more than the bucket holds waits for a full bucket. */
    long waitFor(long amount) {
        double missing = Math.min(amount, limit) - level;
        return missing <= 0 ? 0 : (long) Math.ceil(missing / (limit / MINUTE));
    }

    /** Takes, into debt if there is less; a negative amount gives back, up to the limit. */
    void take(long amount) {
        level = Math.min((double) limit, level - amount);
    }

    boolean isFull() {
        return level >= limit;
    }

    LimitState state(Dimension dimension) {
        return new LimitState(
                dimension, limit, Math.max(0, (long) Math.floor(level)), Duration.ofNanos(waitFor(limit)));
    }
}
