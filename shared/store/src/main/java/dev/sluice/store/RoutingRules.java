package dev.sluice.store;

import dev.sluice.model.catalog.RoutingRule;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How channels are chosen, by model and by group. Every change raises the generation. */
public interface RoutingRules {
    /** How many there may be, since every node keeps all of them in memory. */
    int MOST = 10_000;

    /**
     * Adds a rule.
     *
     * @throws StoreConflict if the subject has one already, or there are too many
     */
    void create(RoutingRule rule);

    Optional<RoutingRule> get(String id);

    /** In order of creation. */
    Page<RoutingRule> list(@Nullable String after, int limit);

    List<RoutingRule> all();

    /**
     * Changes all but scope and subject.
     *
     * @return false if there is no such rule
     */
    boolean update(RoutingRule rule);

    boolean delete(String id);
}
