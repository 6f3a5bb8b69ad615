package dev.sluice.model.catalog;

import dev.sluice.model.NanoDollars;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An API key without the key: what its holder may do.
 *
 * @param id random, never reused
 * @param hint the first characters of the key, to tell keys apart in lists
 * @param models allow-list; empty means every model of the group
 * @param networks CIDR allow-list; empty means every address
 * @param budget the most that may ever be spent with it, absent for no budget; it holds beside the user's balance
 * @param mayExplain whether answers may tell its holder which channel they are from and where the time went
 */
public record ApiKey(
        String id,
        String name,
        String hint,
        String userId,
        String group,
        boolean enabled,
        @Nullable Instant expiresAt,
        List<String> models,
        List<String> networks,
        KeyLimits limits,
        @Nullable NanoDollars budget,
        Instant createdAt,
        boolean mayExplain) {
    public ApiKey {
        models = List.copyOf(models);
        networks = List.copyOf(networks);
    }

    /** A key whose holder is told of no channel. */
    public ApiKey(
            String id,
            String name,
            String hint,
            String userId,
            String group,
            boolean enabled,
            @Nullable Instant expiresAt,
            List<String> models,
            List<String> networks,
            KeyLimits limits,
            @Nullable NanoDollars budget,
            Instant createdAt) {
        this(id, name, hint, userId, group, enabled, expiresAt, models, networks, limits, budget, createdAt, false);
    }

    /** The same key, for use or not. */
    public ApiKey withEnabled(boolean on) {
        return new ApiKey(
                id, name, hint, userId, group, on, expiresAt, models, networks, limits, budget, createdAt, mayExplain);
    }

    public boolean isExpired(Instant now) {
        return expiresAt != null && !now.isBefore(expiresAt);
    }
}
