package dev.sluice.accounting;

import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;

/** Limits as counted on this node. Keys without limits cost nothing, and only known keys get here. */
public final class LocalLimiter implements Limiter {
    /**
     * Most answers are shorter than this, whatever cap their callers allow; what is more is taken when it is known. A
     * caller who sends the model's maximum as cap would otherwise have used up a minute's tokens with one call.
     */
    private static final long LIKELY_OUTPUT = 4_096;

    private static final Future<Grant> FREE = Future.succeededFuture(new Grant.Granted(Ticket.FREE, List.of()));

    private final Clocks clocks;
    private final ConcurrentHashMap<String, KeyMeter> meters = new ConcurrentHashMap<>();

    public LocalLimiter(Clocks clocks) {
        this.clocks = clocks;
    }

    @Override
    public Future<Grant> take(ApiKey key, long promptTokens, long outputTokens) {
        if (key.limits().equals(KeyLimits.NONE)) {
            return FREE;
        }
        long estimate = promptTokens + Math.min(outputTokens, LIKELY_OUTPUT);
        while (true) {
            KeyMeter meter = meters.computeIfAbsent(key.id(), id -> new KeyMeter(clocks));
            Grant grant = meter.take(key.limits(), estimate);
            if (grant != null) {
                return Future.succeededFuture(grant);
            }
            meters.remove(key.id(), meter);
        }
    }

    @Override
    public void sweep() {
        meters.values().removeIf(KeyMeter::retire);
    }

    int size() {
        return meters.size();
    }
}
