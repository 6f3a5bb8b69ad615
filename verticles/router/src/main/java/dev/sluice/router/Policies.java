package dev.sluice.router;

import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.Strategy;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the {@link Policy} of a call: field by field the rule of its model, else that of its group, else what is usual. */
final class Policies {
    private final Strategy usual;
    private final Map<String, RoutingRule> ofModels = new HashMap<>();
    private final Map<String, RoutingRule> ofGroups = new HashMap<>();

    Policies(Strategy usual, List<RoutingRule> rules) {
        this.usual = usual;
        for (RoutingRule rule : rules) {
            (rule.scope() == Scope.MODEL ? ofModels : ofGroups).put(rule.subject(), rule);
        }
    }

    Policy of(String group, String model) {
        Optional<RoutingRule> own = Optional.ofNullable(ofModels.get(model));
        Optional<RoutingRule> groups = Optional.ofNullable(ofGroups.get(group));
        Optional<RoutingRule> naming =
                own.filter(rule -> rule.strategy() != null).or(() -> groups.filter(rule -> rule.strategy() != null));
        return new Policy(
                naming.map(RoutingRule::strategy).orElse(usual),
                naming.map(RoutingRule::id).orElse(null),
                own.map(RoutingRule::fallbacks).orElse(List.of()),
                own.map(RoutingRule::policyFallback).orElse(false),
                own.map(RoutingRule::canary)
                        .or(() -> groups.map(RoutingRule::canary))
                        .orElse(null),
                own.map(RoutingRule::hedge)
                        .or(() -> groups.map(RoutingRule::hedge))
                        .orElse(null),
                own.map(RoutingRule::shadow)
                        .or(() -> groups.map(RoutingRule::shadow))
                        .orElse(null));
    }

    /** Whether any call is routed by what it costs. */
    boolean needPrices() {
        return Stream.concat(
                        Stream.of(usual),
                        Stream.concat(ofModels.values().stream(), ofGroups.values().stream())
                                .flatMap(rule -> Optional.ofNullable(rule.strategy()).stream()))
                .anyMatch(strategy -> strategy == Strategy.LOWEST_COST);
    }
}
