package dev.sluice.accounting.limits;

import dev.sluice.model.call.Lease.Granted;
import dev.sluice.model.call.LeaseRequest.Draw;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What this node has of one limit per minute: what the owner has lent it, what it owes, and a share of its own for the time in
 * which the owner does not answer. Not thread safe.
 */
final class Pool {
    static final long TTL = Duration.ofSeconds(1).toNanos();
    /** The answer of {@link #waitFor} if the owner has to be asked. */
    static final long ASK = -1;

    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    /** Seconds whose share a node may use while the owner does not answer. */
    private static final int ALONE = 6;

    private static final long NOT_AHEAD = Duration.ofMillis(250).toNanos();

    private long limit;
    private long slice = 1;
    private long leased;
    private long until;
    private long owed;
    private long dryUntil;
    private long sparseUntil;
    private long need;
    private long least;
    private long left;
    private long heardAt;
    private long back;
    private long backAt;
    private long toldUntil;
    private long quietUntil;
    private boolean moved;
    private @Nullable TokenBucket share;
    private long fromShare;

    Pool(long limit, long now) {
        this.limit = limit;
        this.left = limit;
        this.heardAt = now;
        this.until = now;
        this.dryUntil = now;
        this.sparseUntil = now;
        this.toldUntil = now;
        this.quietUntil = now;
    }

    void refresh(long current, View view) {
        limit = current;
        slice = view.slice(current);
    }

    /** Another node owns it now, or one of the same name: what is lent runs out by itself, and the new one is told what was taken without any. */
    void move(long now) {
        dryUntil = now;
        sparseUntil = now;
        left = 0;
        heardAt = now;
        share = null;
        owed += fromShare;
        fromShare = 0;
        back = 0;
        moved = true;
    }

    private long has(long now) {
        return until - now > 0 ? leased : 0;
    }

    /** Nanoseconds until so much can be had; 0 if it can, {@link #ASK} if only the owner knows. */
    long waitFor(long amount, boolean silent, View view, long now) {
        if (has(now) >= Math.min(amount, limit)) {
            return 0;
        }
        if (dryUntil - now > 0) {
            return toldUntil - now;
        }
        return silent ? ownShare(amount, view, now) : ASK;
    }

    /** A second's worth at once and a few seconds' in all, so that being cut off for long or again and again gives little. */
    private long ownShare(long amount, View view, long now) {
        double alone = view.alone(limit);
        double second = Math.max(1, alone * SECOND / TokenBucket.MINUTE);
        if (alone <= 0 || quietUntil - now > 0 || (fromShare > 0 && fromShare + amount > ALONE * second)) {
            return SECOND;
        }
        TokenBucket bucket = share;
        if (bucket == null) {
            bucket = new TokenBucket(alone, second, second, now);
            share = bucket;
        }
        bucket.refill(now);
        return bucket.waitFor(amount);
    }

    void want(long amount) {
        long capped = Math.min(amount, limit);
        least = need == 0 ? capped : Math.min(least, capped);
        need += capped;
    }

    /** Takes what {@link #waitFor} said is there; what is more than the lease is owed. */
    void take(long amount, long now) {
        if (has(now) >= Math.min(amount, limit)) {
            long taken = Math.min(amount, leased);
            leased -= taken;
            owed += amount - taken;
        } else if (share != null) {
            share.take(amount);
            fromShare += amount;
        }
    }

    /** A call used more than was taken for it. */
    void owe(long more) {
        owed += more;
    }

    /** A call used less than was taken for it then. What goes back together is told as of the mean of its times. */
    void giveBack(long amount, long takenAt, long now) {
        if (amount > 0 && now - takenAt < Window.LENGTH) {
            back += amount;
            backAt = back == amount ? takenAt : backAt + (takenAt - backAt) * amount / back;
        }
    }

    /** Whether the owner should soon be asked for more, so that no call has to wait. */
    boolean runsLow(long now) {
        return slice > 1 && sparseUntil - now <= 0 && 2 * has(now) < slice;
    }

    boolean owesMuch() {
        return owed >= slice || back >= slice;
    }

    boolean owes() {
        return owed != 0 || back != 0 || fromShare != 0;
    }

    /** What to ask the owner for; from now on that is asked. */
    Draw ask(long now) {
        long ahead = slice > 1 ? Math.max(0, slice - has(now)) : 0;
        Draw draw = new Draw(
                need,
                least,
                sparseUntil - now > 0 ? 0 : ahead,
                owed,
                back,
                back == 0 ? 0 : now - backAt,
                moved ? Math.max(0, quietUntil - now) : 0);
        need = 0;
        least = 0;
        owed = 0;
        back = 0;
        return draw;
    }

    void apply(Draw asked, Granted granted, long askedAt, long now) {
        if (askedAt + TTL - now > 0) {
            long end = askedAt + TTL;
            leased = has(now) + granted.amount();
            until = end - until > 0 ? end : until;
        }
        left = granted.left();
        heardAt = now;
        if (granted.amount() < asked.need()) {
            toldUntil = now + granted.waitNanos();
            // Calls that end may give some back before that.
            dryUntil = now + Math.min(granted.waitNanos(), SECOND);
        }
        if (granted.amount() < asked.need() + asked.ahead()) {
            sparseUntil = now + NOT_AHEAD;
        }
        owed += fromShare;
        fromShare = 0;
        share = null;
        quietUntil = now + granted.quietNanos();
        moved = false;
    }

    /** Nobody answered. What may not have been told is told again; what may not have been given back is lost. */
    void lost(Draw asked) {
        owed += asked.owed();
    }

    boolean isIdle(long now) {
        return has(now) == 0 && need == 0 && !owes() && quietUntil - now <= 0;
    }

    /** What may be left, by what was heard last. */
    LimitState state(Scope scope, Dimension dimension, long now) {
        double atOwner = Math.min(
                (double) limit, left + Math.max(0, now - Math.max(heardAt, quietUntil)) * (limit / TokenBucket.MINUTE));
        long remaining = Math.min(limit, (long) atOwner + has(now));
        long reset = (long) Math.ceil((limit - remaining) * (TokenBucket.MINUTE / limit));
        return new LimitState(scope, dimension, limit, remaining, Duration.ofNanos(reset));
    }
}
