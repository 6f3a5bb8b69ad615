package dev.sluice.model.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How channels are chosen for the calls of one model, or of one group of callers.
 *
 * @param subject a model by the name that its callers use, or a group
 * @param strategy absent for what is usual
 * @param fallbacks models that stand in for this one, in this order, where it cannot serve a call
 * @param policyFallback whether they also stand in where an upstream refuses a request for its content
 */
public record RoutingRule(
        String id,
        Scope scope,
        String subject,
        @Nullable Strategy strategy,
        List<String> fallbacks,
        boolean policyFallback,
        @Nullable Canary canary) {
    /** More would only make a caller wait. */
    public static final int MOST_FALLBACKS = 8;

    public RoutingRule {
        fallbacks = List.copyOf(fallbacks);
        if (fallbacks.size() > MOST_FALLBACKS) {
            throw new IllegalArgumentException("at most " + MOST_FALLBACKS + " models stand in for another");
        }
        if (scope == Scope.GROUP && !fallbacks.isEmpty()) {
            throw new IllegalArgumentException("models stand in for a model, not for a group");
        }
    }

    /** Whose calls a rule is for. A model's rule goes before its callers' group's, field by field. */
    public enum Scope {
        MODEL,
        GROUP
    }

    /**
     * A channel on trial: so many of a hundred calls go there first, and others only if nothing else works.
     *
     * @param percent from 0 to 100
     */
    public record Canary(String channelId, int percent) {
        public Canary {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("a percentage is from 0 to 100");
            }
        }
    }
}
