package dev.sluice.accounting.limits;

import dev.sluice.model.call.LimitState;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Limits as counted on this node. Calls without limits cost nothing, and only known keys get here. */
public final class LocalLimiter implements Limiter {
    private final LongSupplier nanos;
    private final Taken.Ending ending;
    private final ConcurrentHashMap<Subject, Meter> meters = new ConcurrentHashMap<>();

    /**
     * Knows nobody yet.
     *
     * @param nanos a monotonic clock
     */
    public LocalLimiter(LongSupplier nanos) {
        this.nanos = nanos;
        this.ending = new Taken.Ending(nanos, nobody -> {});
    }

    @Override
    public Future<Grant> take(List<Limit> limits, long promptTokens, long outputTokens) {
        if (limits.isEmpty()) {
            return FREE;
        }
        long estimate = Limiter.estimate(promptTokens, outputTokens);
        while (true) {
            Meter[] all = metersOf(limits);
            Grant grant = locked(all, 0, limits, estimate);
            if (grant != null) {
                return Future.succeededFuture(grant);
            }
        }
    }

    private Meter[] metersOf(List<Limit> limits) {
        Meter[] all = new Meter[limits.size()];
        for (int i = 0; i < all.length; i++) {
            all[i] = meterOf(limits.get(i).subject());
        }
        return all;
    }

    private Meter meterOf(Subject subject) {
        Meter meter = meters.get(subject);
        return meter != null ? meter : meters.computeIfAbsent(subject, s -> new Meter());
    }

    /** Locks one after another, in the order of their subjects, so that no two calls wait for each other. */
    private @Nullable Grant locked(Meter[] all, int from, List<Limit> limits, long estimate) {
        if (from == all.length) {
            return decide(all, limits, estimate);
        }
        Meter meter = all[from];
        synchronized (meter) {
            if (meter.isRetired()) {
                meters.remove(limits.get(from).subject(), meter);
                return null;
            }
            return locked(all, from + 1, limits, estimate);
        }
    }

    private Grant decide(Meter[] all, List<Limit> limits, long estimate) {
        Verdict verdict = new Verdict();
        long now = nanos.getAsLong();
        for (int i = 0; i < all.length; i++) {
            all[i].refresh(limits.get(i).most(), now);
            all[i].check(limits.get(i), estimate, verdict, now);
        }
        boolean refused = verdict.isRefused();
        for (int i = 0; i < all.length; i++) {
            if (!refused) {
                all[i].take(estimate, now);
            }
            all[i].see(limits.get(i).subject().scope(), verdict, now);
        }
        return refused ? verdict.denied() : new Grant.Granted(new Taken(all, estimate, now, ending), verdict.states());
    }

    @Override
    public List<LimitState> look(List<Limit> limits) {
        Verdict verdict = new Verdict();
        long now = nanos.getAsLong();
        for (Limit limit : limits) {
            Meter known = meters.get(limit.subject());
            Meter meter = known == null ? new Meter() : known;
            synchronized (meter) {
                meter.refresh(limit.most(), now);
                meter.see(limit.subject().scope(), verdict, now);
            }
        }
        return verdict.states();
    }

    @Override
    public void sweep() {
        long now = nanos.getAsLong();
        meters.values().removeIf(meter -> retire(meter, now));
    }

    private static boolean retire(Meter meter, long now) {
        synchronized (meter) {
            return meter.retire(now);
        }
    }

    int size() {
        return meters.size();
    }
}
