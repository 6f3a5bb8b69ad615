package dev.sluice.accounting;

import dev.sluice.store.Page;
import dev.sluice.store.RateLimit;
import dev.sluice.store.RateLimits;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Limits of users, groups and models in memory. */
record MemoryRateLimits(Map<String, RateLimit> byId) implements RateLimits {
    @Override
    public void create(RateLimit limit) {
        byId.put(limit.id(), limit);
    }

    @Override
    public Optional<RateLimit> get(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    @Override
    public Page<RateLimit> list(@Nullable String after, int limit) {
        return new Page<>(all(), null);
    }

    @Override
    public List<RateLimit> all() {
        return List.copyOf(byId.values());
    }

    @Override
    public boolean update(RateLimit limit) {
        return byId.replace(limit.id(), limit) != null;
    }

    @Override
    public boolean delete(String id) {
        return byId.remove(id) != null;
    }
}
