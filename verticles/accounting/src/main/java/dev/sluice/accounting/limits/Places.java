package dev.sluice.accounting.limits;

import dev.sluice.model.call.Lease.Granted;
import dev.sluice.model.call.LeaseRequest.Slots;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import java.time.Duration;

/** What this node holds of one limit of calls at a time, and how many of these are in use. Not thread safe. */
final class Places {
    private static final long RENEWAL = Duration.ofSeconds(2).toNanos();
    private static final long IDLE = Duration.ofSeconds(1).toNanos();

    private long most;
    private long inUse;
    private long held;
    private long until;
    private long dryUntil;
    private long wanted;
    private long left;
    private long fullAt;
    private long askedAt;
    private boolean sparse;

    Places(long most, long now) {
        this.most = most;
        this.left = most;
        this.until = now;
        this.dryUntil = now;
        this.fullAt = now;
        this.askedAt = now;
    }

    void refresh(long current, View view) {
        most = current;
        sparse = current <= 2L * view.nodes().size();
    }

    /** Another node owns it now; what is held stays held, and has to be told to the new owner. */
    void move(long now) {
        dryUntil = now;
    }

    private long usable(long now) {
        return until - now > 0 ? held : 0;
    }

    /** As {@link Pool#waitFor}, for one slot. */
    long waitFor(boolean silent, View view, long now) {
        if (inUse < usable(now)) {
            return 0;
        }
        if (silent) {
            return inUse < (long) view.alone(most) ? 0 : Verdict.SLOT_WAIT;
        }
        return dryUntil - now > 0 ? Verdict.SLOT_WAIT : Pool.ASK;
    }

    void want() {
        wanted++;
    }

    void take(long now) {
        inUse++;
        if (inUse >= held) {
            fullAt = now;
        }
    }

    void end() {
        // A call that began before there was a limit has taken none.
        inUse = Math.max(0, inUse - 1);
    }

    /** Whether slots should go back at once, because there are few. */
    boolean isScarce() {
        return sparse && held > inUse;
    }

    /** Whether the owner has to hear of this node: to renew what it holds, or because it holds what it does not use. */
    boolean isDue(long now) {
        boolean holds = held > 0 || inUse > 0;
        return holds && (now - askedAt >= RENEWAL || (held > inUse && isUnused(now)));
    }

    private boolean isUnused(long now) {
        return sparse || now - fullAt >= IDLE;
    }

    /** What to ask the owner for. What is given back is not used from now on, whether the owner hears of it or not. */
    Slots ask(long now) {
        long holding = Math.max(usable(now), inUse);
        long kept = isUnused(now) ? inUse : holding;
        Slots slots = new Slots(inUse, holding, kept + wanted);
        held = Math.min(held, slots.wanted());
        wanted = 0;
        askedAt = now;
        return slots;
    }

    void apply(Slots asked, Granted granted, long sentAt, long now) {
        held = granted.amount();
        until = sentAt + Reserve.SLOT_TTL;
        left = granted.left();
        if (granted.amount() < asked.wanted()) {
            dryUntil = now + granted.waitNanos();
        }
    }

    boolean isIdle() {
        return inUse == 0 && held == 0 && wanted == 0;
    }

    LimitState state(Scope scope) {
        long remaining = Math.clamp(Math.max(0, held - inUse) + left, 0, Math.max(0, most - inUse));
        return new LimitState(scope, Dimension.CONCURRENCY, most, remaining, Duration.ZERO);
    }
}
