package dev.sluice.accounting.limits;

import dev.sluice.accounting.limits.Leases.Attempt;
import dev.sluice.model.call.Lease.Part;
import dev.sluice.model.call.LeaseRequest.Need;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.catalog.KeyLimits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What this node has of one subject's limits, and which calls wait for more. Whoever uses it holds its lock. */
final class Holding implements Taken.Counted {
    private static final long STRAY = Duration.ofMillis(100).toNanos();

    private final Subject subject;
    private final long mark;
    private long epoch;
    private Line line;
    private KeyLimits most = KeyLimits.NONE;
    private @Nullable Pool requests;
    private @Nullable Pool tokens;
    private @Nullable Places slots;
    private List<Attempt> parked = new ArrayList<>(0);
    private boolean lacksRequests;
    private boolean lacksTokens;
    private boolean lacksSlots;
    private boolean queued;
    private boolean retired;
    private long applied;
    private long strayUntil;

    Holding(Subject subject, View view, Function<String, Line> lines, long now) {
        this.subject = subject;
        this.mark = subject.mark();
        this.epoch = view.epoch();
        this.line = lines.apply(view.owner(mark));
        this.strayUntil = now;
    }

    Line line() {
        return line;
    }

    boolean isRetired() {
        return retired;
    }

    /** Gives itself up if it has nothing and owes nothing. */
    boolean retire(long now) {
        retired = parked.isEmpty()
                && !queued
                && (requests == null || requests.isIdle(now))
                && (tokens == null || tokens.isIdle(now))
                && (slots == null || slots.isIdle());
        return retired;
    }

    /** Brings limits up to date, if an operator has changed them, and the owner. */
    void refresh(KeyLimits current, View view, Function<String, Line> lines, long now) {
        follow(view, lines, now);
        most = current;
        requests = refreshed(requests, current.requestsPerMinute(), view, now);
        tokens = refreshed(tokens, current.tokensPerMinute(), view, now);
        Long concurrency = current.concurrency();
        if (concurrency == null) {
            slots = null;
        } else {
            slots = slots == null ? new Places(concurrency, now) : slots;
            slots.refresh(concurrency, view);
        }
    }

    private static @Nullable Pool refreshed(@Nullable Pool pool, @Nullable Long limit, View view, long now) {
        if (limit == null) {
            return null;
        }
        Pool current = pool == null ? new Pool(limit, now) : pool;
        current.refresh(limit, view);
        return current;
    }

    /** Turns to the new owner, if there is one; returns whether there is. */
    boolean follow(View view, Function<String, Line> lines, long now) {
        if (epoch == view.epoch()) {
            return false;
        }
        epoch = view.epoch();
        Line to = lines.apply(view.owner(mark));
        if (to == line) {
            return false;
        }
        line = to;
        strayUntil = now;
        if (requests != null) {
            requests.move(now);
        }
        if (tokens != null) {
            tokens.move(now);
        }
        if (slots != null) {
            slots.move(now);
        }
        queued = false;
        return true;
    }

    /** Says if a call is not allowed; returns whether the owner has to be asked to know. */
    boolean check(Limit limit, long estimate, Verdict verdict, Moment at) {
        View view = at.view();
        long now = at.now();
        boolean silent = isSilent(now);
        long forRequest = requests == null ? 0 : requests.waitFor(1, silent, view, now);
        long forTokens = tokens == null ? 0 : tokens.waitFor(estimate, silent, view, now);
        long forSlot = slots == null ? 0 : slots.waitFor(silent, view, now);
        verdict.refuse(limit, Dimension.REQUESTS, forRequest);
        verdict.refuse(limit, Dimension.TOKENS, forTokens);
        verdict.refuse(limit, Dimension.CONCURRENCY, forSlot);
        lacksRequests = forRequest == Pool.ASK;
        lacksTokens = forTokens == Pool.ASK;
        lacksSlots = forSlot == Pool.ASK;
        return lacks();
    }

    boolean lacks() {
        return lacksRequests || lacksTokens || lacksSlots;
    }

    boolean isSilent(long now) {
        return line.isSilent() || strayUntil - now > 0;
    }

    /** Has the owner asked for what the last check found lacking. */
    void want(long estimate) {
        if (lacksRequests && requests != null) {
            requests.want(1);
        }
        if (lacksTokens && tokens != null) {
            tokens.want(estimate);
        }
        if (lacksSlots && slots != null) {
            slots.want();
        }
        queue();
    }

    void park(Attempt attempt) {
        parked.add(attempt);
    }

    /** Those that waited; they wait no more. */
    List<Attempt> unpark() {
        if (parked.isEmpty()) {
            return List.of();
        }
        List<Attempt> all = parked;
        parked = new ArrayList<>(0);
        return all;
    }

    void take(long estimate, long now) {
        if (requests != null) {
            requests.take(1, now);
        }
        if (tokens != null) {
            tokens.take(estimate, now);
        }
        if (slots != null) {
            slots.take(now);
        }
    }

    @Override
    public @Nullable Line settle(long moreTokens, long takenAt, long now) {
        if (tokens != null && moreTokens > 0) {
            tokens.owe(moreTokens);
        } else if (tokens != null) {
            tokens.giveBack(-moreTokens, takenAt, now);
        }
        return free();
    }

    @Override
    public @Nullable Line cancel(long estimate, long takenAt, long now) {
        if (requests != null) {
            requests.giveBack(1, takenAt, now);
        }
        if (tokens != null) {
            tokens.giveBack(estimate, takenAt, now);
        }
        return free();
    }

    private @Nullable Line free() {
        if (slots != null) {
            slots.end();
        }
        boolean scarce = slots != null && slots.isScarce();
        if (scarce || owes()) {
            queue();
        }
        return scarce || (tokens != null && tokens.owesMuch()) ? line : null;
    }

    /** Whether the owner should be asked ahead; if so it is in the queue for that. */
    boolean asksAhead(long now) {
        boolean low = (requests != null && requests.runsLow(now)) || (tokens != null && tokens.runsLow(now));
        if (low) {
            queue();
        }
        return low;
    }

    /** Once a second: queues for what has to be renewed, given back or made good. */
    void renew(long now) {
        if ((slots != null && slots.isDue(now)) || owes()) {
            queue();
        }
    }

    private boolean owes() {
        return (requests != null && requests.owes()) || (tokens != null && tokens.owes());
    }

    void queue() {
        if (!queued) {
            queued = true;
            line.mark(this);
        }
    }

    /** What to ask the owner; null if another node owns it meanwhile. */
    @Nullable
    Need ask(Line by, long now) {
        if (by != line) {
            return null;
        }
        queued = false;
        return new Need(
                subject.scope().name(),
                subject.id(),
                most,
                requests == null ? null : requests.ask(now),
                tokens == null ? null : tokens.ask(now),
                slots == null ? null : slots.ask(now));
    }

    /** The owner has answered. */
    void apply(Asked asked, Part part, long now) {
        Need need = asked.need();
        if (!part.owned()) {
            lost(need);
            strayUntil = now + STRAY;
            return;
        }
        strayUntil = now;
        if (requests != null && need.requests() != null && part.requests() != null) {
            requests.apply(need.requests(), part.requests(), asked.at(), now);
        }
        if (tokens != null && need.tokens() != null && part.tokens() != null) {
            tokens.apply(need.tokens(), part.tokens(), asked.at(), now);
        }
        if (slots != null && need.slots() != null && part.slots() != null && asked.number() > applied) {
            slots.apply(need.slots(), part.slots(), asked.at(), now);
        }
        applied = Math.max(applied, asked.number());
    }

    /** Nobody has answered. */
    void lost(Need need) {
        if (requests != null && need.requests() != null) {
            requests.lost(need.requests());
        }
        if (tokens != null && need.tokens() != null) {
            tokens.lost(need.tokens());
        }
    }

    void see(Verdict verdict, long now) {
        if (requests != null) {
            verdict.see(requests.state(subject.scope(), Dimension.REQUESTS, now));
        }
        if (tokens != null) {
            verdict.see(tokens.state(subject.scope(), Dimension.TOKENS, now));
        }
        if (slots != null) {
            verdict.see(slots.state(subject.scope()));
        }
    }

    /**
     * A question that is under way.
     *
     * @param number of it, higher than those before
     * @param at nanoseconds of this node's clock
     */
    record Asked(Holding holding, Need need, long number, long at) {}
}
