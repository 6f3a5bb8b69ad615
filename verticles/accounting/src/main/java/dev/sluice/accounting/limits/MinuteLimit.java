package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import java.time.Duration;

/**
 * A limit per minute: a bucket as large as one minute allows, which fills evenly, and a window over it, so that no sixty seconds,
 * wherever they begin, have more than the limit. Not thread safe.
 *
 * <p>The window alone would let through all at once and then nothing for a minute, again and again; the bucket alone allows twice
 * the limit in the first minute. What is taken empties the bucket down to what the window has room for: a burst may be as large
 * as the limit, and who goes on after one is let through evenly.
 */
final class MinuteLimit {
    private static final double MINUTE = Window.LENGTH;
    /** A split is noticed after this; what is older was taken by all its sides. */
    private static final long UNNOTICED = Duration.ofSeconds(10).toNanos();

    private final Window window = new Window();
    private long whole;
    private double limit;
    private double level;
    private long filledAt;

    /** One of which nothing was taken. */
    MinuteLimit(long limit, long now) {
        this(limit, (double) limit, (double) limit, now);
    }

    /**
     * One that is not full, or not all of a limit.
     *
     * @param whole the operator's limit
     * @param side what of it is granted here
     */
    MinuteLimit(long whole, double side, double level, long now) {
        this.whole = whole;
        this.limit = side;
        this.level = level;
        this.filledAt = now;
    }

    void refill(long currentLimit, long now) {
        refill(currentLimit, (double) currentLimit, now);
    }

    /** Brings the level up to date, and the limit if an operator has changed it or the cluster is parted. */
    void refill(long currentWhole, double side, long now) {
        if (currentWhole == whole && side < limit) {
            level *= side / limit;
            window.scale(side / limit, now - UNNOTICED);
        } else if (currentWhole == whole && side > limit && limit > 0) {
            window.scale(side / limit, now + Window.LENGTH);
        }
        whole = currentWhole;
        limit = side;
        refill(now);
    }

    void refill(long now) {
        window.expire(now);
        if (now - filledAt > 0) {
            level += (now - filledAt) * (limit / MINUTE);
            filledAt = now;
        }
        level = Math.min(limit, level);
    }

    /** Starts from nothing after so long, since the time before cannot be accounted for otherwise. */
    void rest(long nanos, long now) {
        level = Math.min(level, 0);
        filledAt = filledAt - now < nanos ? now + nanos : filledAt;
    }

    /** As {@link Window#quiet}: how long whoever comes to own this limit must rest. */
    long quiet(long now) {
        return window.isEmpty() || limit < 1 ? 0 : window.quiet((long) limit, now);
    }

    /** Nanoseconds until so much is there; 0 if it is. What is more than the limit waits until nothing else is taken. */
    long waitFor(long amount, long now) {
        double capped = Math.min((double) amount, limit);
        double missing = capped - level;
        long byBucket = missing <= 0 ? 0 : (long) Math.ceil(missing / (limit / MINUTE)) + Math.max(0, filledAt - now);
        return Math.max(byBucket, window.waitFor((long) capped, (long) limit, now));
    }

    /**
     * Takes, into debt if there is less.
     *
     * @param at until when it may be used: not before now
     */
    void take(long amount, long at) {
        if (amount > 0) {
            window.add(amount, at, limit);
            level = Math.min(level - amount, limit - window.used());
        }
    }

    /** Gives back what was taken then and not used. */
    void giveBack(long amount, long takenAt) {
        window.giveBack(amount, takenAt);
        level = Math.min(limit, level + amount);
    }

    boolean isFull() {
        return level >= limit && window.isEmpty();
    }

    /** What is there in whole numbers; nothing if there is a debt. */
    long left() {
        return Math.max(0, (long) Math.floor(Math.min(level, limit - window.used())));
    }

    LimitState state(Scope scope, Dimension dimension, long now) {
        long most = (long) limit;
        long whenFull = Math.max(waitFor(most, now), window.age(now));
        return new LimitState(scope, dimension, most, left(), Duration.ofNanos(whenFull));
    }
}
