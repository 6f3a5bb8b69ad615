package dev.sluice.router;

import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one model and one group are routed.
 *
 * @param fallbacks models that stand in, in this order
 * @param policyFallback whether they also do where a request was refused for its content
 */
record Policy(
        Strategy strategy,
        List<String> fallbacks,
        boolean policyFallback,
        @Nullable Canary canary) {}
