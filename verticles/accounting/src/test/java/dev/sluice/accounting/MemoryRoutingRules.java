package dev.sluice.accounting;

import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.store.Page;
import dev.sluice.store.RoutingRules;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/** Routing rules in memory; only what accounting asks for. */
final class MemoryRoutingRules implements RoutingRules {
    private final List<RoutingRule> rules = new CopyOnWriteArrayList<>();

    @Override
    public void create(RoutingRule rule) {
        rules.add(rule);
    }

    @Override
    public List<RoutingRule> all() {
        return List.copyOf(rules);
    }

    @Override
    public Optional<RoutingRule> get(String id) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Page<RoutingRule> list(@Nullable String after, int limit) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean update(RoutingRule rule) {
        throw new UnsupportedOperationException();
    }

    @Override
    public boolean delete(String id) {
        throw new UnsupportedOperationException();
    }
}
