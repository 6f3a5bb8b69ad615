package dev.sluice.ingress;

import dev.sluice.model.catalog.RoutingRule.Hedge;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When slow calls get a second attempt, and how many may: for each model by what its newest calls took to begin. One for a
 * node; knows only models whose routes want it. Thread safe.
 */
final class Hedging {
    private static final int MOST_MODELS = 1024;

    private final Map<String, FirstTokens> models = new ConcurrentHashMap<>();

    /**
     * A call begins.
     *
     * @return how many nanoseconds its first attempt is waited for; 0 if nobody can say yet
     */
    long begin(String model, Hedge hedge) {
        FirstTokens known = of(model);
        known.call();
        Duration after = hedge.after();
        return after == null ? known.percentile95() : after.toNanos();
    }

    /** Whether one more call may have a second attempt; if so, it is counted. */
    boolean take(String model, Hedge hedge) {
        return of(model).hedge(hedge.mostPercent());
    }

    /** How long it took a call from its first attempt's start until some attempt began to answer. */
    void began(String model, long nanos) {
        of(model).add(nanos);
    }

    private FirstTokens of(String model) {
        FirstTokens known = models.get(model);
        if (known == null) {
            if (models.size() >= MOST_MODELS) {
                models.clear();
            }
            known = models.computeIfAbsent(model, name -> new FirstTokens());
        }
        return known;
    }
}
