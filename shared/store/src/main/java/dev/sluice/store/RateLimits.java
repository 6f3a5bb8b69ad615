package dev.sluice.store;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Limits per minute and of calls at a time, of users, groups and models. Every change raises the generation. */
public interface RateLimits {
    /** How many there may be, since every node keeps all of them in memory. */
    int MOST = 10_000;

    /**
     * Adds limits.
     *
     * @throws StoreConflict if the subject has some already, or there are too many
     */
    void create(RateLimit limit);

    Optional<RateLimit> get(String id);

    /** In order of creation. */
    Page<RateLimit> list(@Nullable String after, int limit);

    List<RateLimit> all();

    /**
     * Changes how much is allowed.
     *
     * @return false if there is no such limit
     */
    boolean update(RateLimit limit);

    boolean delete(String id);
}
