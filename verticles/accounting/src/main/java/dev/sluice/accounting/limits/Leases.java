package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Limits that hold over all nodes of a cluster: admits from what owners have lent this node, asks them before that runs dry, and
 * lets a call wait for an answer only if it cannot be decided otherwise, and not for long. While an owner does not answer, this
 * node goes on with its own share.
 */
public final class Leases implements Limiter {
    /** How often {@link #tick} is to be called. */
    public static final Duration TICK = Duration.ofMillis(250);

    private static final int MOST_ROUNDS = 4;
    private static final int TICKS_PER_ROUND = 4;
    private static final long AGAIN = Duration.ofMillis(10).toNanos();

    private final Owners owners;
    private final Grants grants;
    private final LongSupplier nanos;
    private final Asking asking;
    private final Taken.Ending ending;
    private final Function<String, Line> lineTo;
    private final ConcurrentHashMap<Subject, Holding> holdings = new ConcurrentHashMap<>();
    private int ticks;

    /**
     * What a node needs to take part.
     *
     * @param self its name
     * @param life another number for each process
     * @param nanos a monotonic clock
     */
    public record Seat(String self, long life, LongSupplier nanos) {}

    public Leases(Seat seat, Owners owners, Grants grants, LeasePost post) {
        this.nanos = seat.nanos();
        this.owners = owners;
        this.grants = grants;
        this.asking = new Asking(seat, grants, post);
        this.ending = new Taken.Ending(seat.nanos(), asking::send);
        this.lineTo = asking::lineTo;
    }

    @Override
    public Future<Grant> take(List<Limit> limits, long promptTokens, long outputTokens) {
        if (limits.isEmpty()) {
            return FREE;
        }
        return new Attempt(limits, Limiter.estimate(promptTokens, outputTokens)).begin();
    }

    @Override
    public List<LimitState> look(List<Limit> limits) {
        Verdict verdict = new Verdict();
        View view = owners.view();
        long now = nanos.getAsLong();
        for (Limit limit : limits) {
            Holding known = holdings.get(limit.subject());
            Holding holding = known == null ? new Holding(limit.subject(), view, lineTo, now) : known;
            synchronized (holding) {
                holding.refresh(limit.most(), view, lineTo, now);
                holding.see(verdict, now);
            }
        }
        return verdict.states();
    }

    /** The owner's side of this node, for questions of others. */
    public Grants grants() {
        return grants;
    }

    /** Subjects of which this node has something, or owes something. */
    public int size() {
        return holdings.size();
    }

    @Override
    public void sweep() {
        long now = nanos.getAsLong();
        holdings.values().removeIf(holding -> retire(holding, now));
        grants.sweep();
    }

    private static boolean retire(Holding holding, long now) {
        synchronized (holding) {
            return holding.retire(now);
        }
    }

    /** Tells owners what is not urgent, asks again those that did not answer, and once a second renews slots and makes debts good. */
    public void tick() {
        owners.beat();
        if (++ticks % TICKS_PER_ROUND == 0) {
            owners.forget();
            long now = nanos.getAsLong();
            for (Holding holding : holdings.values()) {
                synchronized (holding) {
                    holding.renew(now);
                }
            }
        }
        asking.goOn();
    }

    /** Members have come or gone: what has another owner now is asked for there. */
    public void see(List<Peer> members) {
        owners.see(members);
        View view = owners.view();
        long now = nanos.getAsLong();
        List<Holding> moved = new ArrayList<>();
        for (Holding holding : holdings.values()) {
            synchronized (holding) {
                if (holding.follow(view, lineTo, now)) {
                    holding.queue();
                    moved.add(holding);
                }
            }
        }
        asking.forget(view);
        Asking.goOn(moved);
        asking.goOn();
    }

    private Holding holdingOf(Subject subject, Moment at) {
        Holding holding = holdings.get(subject);
        return holding != null
                ? holding
                : holdings.computeIfAbsent(subject, s -> new Holding(s, at.view(), lineTo, at.now()));
    }

    /** One call that wants something of all its limits at once. Used by one thread at a time. */
    final class Attempt {
        private final List<Limit> limits;
        private final long estimate;
        private final Holding[] all;
        private @Nullable Promise<Grant> promise;
        private int rounds;

        private Attempt(List<Limit> limits, long estimate) {
            this.limits = limits;
            this.estimate = estimate;
            this.all = new Holding[limits.size()];
        }

        private Future<Grant> begin() {
            Verdict verdict = new Verdict();
            Grant grant = decide(verdict);
            Promise<Grant> waiting = promise;
            verdict.toAsk().forEach(asking::send);
            return waiting == null ? Future.succeededFuture(grant) : waiting.future();
        }

        void again() {
            Verdict verdict = new Verdict();
            Promise<Grant> waiting = promise;
            Grant grant = decide(verdict);
            verdict.toAsk().forEach(asking::send);
            if (!verdict.isParked() && waiting != null) {
                waiting.complete(grant);
            }
        }

        private Grant decide(Verdict verdict) {
            Moment at = new Moment(owners.view(), nanos.getAsLong());
            owners.checkBeat(at.now());
            while (true) {
                for (int i = 0; i < all.length; i++) {
                    all[i] = holdingOf(limits.get(i).subject(), at);
                }
                Grant grant = locked(0, verdict, at);
                if (grant != null) {
                    return grant;
                }
            }
        }

        /** Locks one after another, in the order of their subjects; null if one is retired. */
        private @Nullable Grant locked(int from, Verdict verdict, Moment at) {
            if (from == all.length) {
                return decideLocked(verdict, at);
            }
            Holding holding = all[from];
            synchronized (holding) {
                if (holding.isRetired()) {
                    holdings.remove(limits.get(from).subject(), holding);
                    return null;
                }
                holding.refresh(limits.get(from).most(), at.view(), lineTo, at.now());
                return locked(from + 1, verdict, at);
            }
        }

        private Grant decideLocked(Verdict verdict, Moment at) {
            Holding lacking = null;
            for (int i = 0; i < all.length; i++) {
                boolean lacks = all[i].check(limits.get(i), estimate, verdict, at);
                lacking = lacking == null && lacks ? all[i] : lacking;
            }
            if (lacking != null && !verdict.isRefused()) {
                if (rounds++ < MOST_ROUNDS) {
                    return park(lacking, verdict);
                }
                verdict.refuse(limits.getFirst(), Dimension.REQUESTS, AGAIN);
            }
            return verdict.isRefused() ? refuse(verdict, at.now()) : grant(verdict, at.now());
        }

        private Grant park(Holding at, Verdict verdict) {
            if (promise == null) {
                promise = Promise.promise();
            }
            for (Holding holding : all) {
                if (holding.lacks()) {
                    holding.want(estimate);
                    verdict.ask(holding.line());
                }
            }
            at.park(this);
            return verdict.parked();
        }

        private Grant refuse(Verdict verdict, long now) {
            for (Holding holding : all) {
                probe(holding, verdict, now);
                holding.see(verdict, now);
            }
            return verdict.denied();
        }

        private Grant grant(Verdict verdict, long now) {
            for (Holding holding : all) {
                holding.take(estimate, now);
                if (holding.asksAhead(now)) {
                    verdict.ask(holding.line());
                }
                probe(holding, verdict, now);
                holding.see(verdict, now);
            }
            return new Grant.Granted(new Taken(all, estimate, now, ending), verdict.states());
        }

        /** An owner that does not answer is asked again and again, or nobody would know when it does. */
        private static void probe(Holding holding, Verdict verdict, long now) {
            if (holding.isSilent(now)) {
                holding.queue();
                verdict.ask(holding.line());
            }
        }
    }
}
