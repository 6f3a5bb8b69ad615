package dev.sluice.router;

import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.catalog.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one model and one group are routed.
 *
 * @param rule the rule that names the strategy; absent if that is the usual one
 * @param fallbacks models that stand in, in this order
 * @param policyFallback whether they also do where a request was refused for its content
 */
record Policy(
        Strategy strategy,
        @Nullable String rule,
        List<String> fallbacks,
        boolean policyFallback,
        @Nullable Canary canary,
        @Nullable Hedge hedge,
        @Nullable Shadow shadow) {
    /** Of a call that names its channel: nothing is left to choose, and nothing else may answer. */
    static final Policy PINNED = new Policy(Strategy.FILL_FIRST, null, List.of(), false, null, null, null);
}
