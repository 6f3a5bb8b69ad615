package dev.sluice.model.catalog;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How channels are chosen for the calls of one model, or of one group of callers.
 *
 * @param subject a model by the name that its callers use, or a group
 * @param strategy absent for what is usual
 * @param fallbacks models that stand in for this one, in this order, where it cannot serve a call
 * @param policyFallback whether they also stand in where an upstream refuses a request for its content
 * @param hedge second attempts at slow calls; absent for none
 * @param shadow copies of calls; absent for none
 */
public record RoutingRule(
        String id,
        Scope scope,
        String subject,
        @Nullable Strategy strategy,
        List<String> fallbacks,
        boolean policyFallback,
        @Nullable Canary canary,
        @Nullable Hedge hedge,
        @Nullable Shadow shadow) {
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
        if (shadow != null && canary != null && shadow.channelId().equals(canary.channelId())) {
            throw new IllegalArgumentException("a channel that gets copies answers no calls of its own");
        }
    }

    /** A rule without copies. */
    public RoutingRule(
            String id,
            Scope scope,
            String subject,
            @Nullable Strategy strategy,
            List<String> fallbacks,
            boolean policyFallback,
            @Nullable Canary canary,
            @Nullable Hedge hedge) {
        this(id, scope, subject, strategy, fallbacks, policyFallback, canary, hedge, null);
    }

    /** A rule without second attempts. */
    public RoutingRule(
            String id,
            Scope scope,
            String subject,
            @Nullable Strategy strategy,
            List<String> fallbacks,
            boolean policyFallback,
            @Nullable Canary canary) {
        this(id, scope, subject, strategy, fallbacks, policyFallback, canary, null, null);
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

    /**
     * A second attempt at another channel while the first has not begun to answer; whichever begins first is passed on.
     *
     * @param after how long the first is waited for; absent for what 95 of a hundred calls of the model take to begin
     * @param mostPercent so many of a hundred calls at most get one
     */
    public record Hedge(@Nullable Duration after, int mostPercent) {
        /** More would be a load on upstreams, rather than a cure for the slow few. */
        public static final int MOST_PERCENT = 50;

        public Hedge {
            if (mostPercent < 1 || mostPercent > MOST_PERCENT) {
                throw new IllegalArgumentException("from 1 to " + MOST_PERCENT + " of a hundred calls are tried twice");
            }
            if (after != null && (after.isNegative() || after.isZero())) {
                throw new IllegalArgumentException("the first attempt is waited for");
            }
        }
    }

    /**
     * A channel that gets copies of so many of a hundred calls, whose answers nobody hears. It answers none of these calls
     * itself.
     *
     * @param percent from 0, while none are sent, to 100
     */
    public record Shadow(String channelId, int percent) {
        public Shadow {
            if (percent < 0 || percent > 100) {
                throw new IllegalArgumentException("a percentage of copies is from 0 to 100");
            }
        }
    }
}
