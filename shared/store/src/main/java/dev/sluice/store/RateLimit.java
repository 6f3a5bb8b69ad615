package dev.sluice.store;

import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;

/**
 * How often a user, a group or everybody who uses a model may call. The limits of keys stand with the keys. Scope and subject
 * never change; the rest may.
 *
 * @param subject id of the user, name of the group, or the model, which may end in {@code *} for all that begin so
 */
public record RateLimit(String id, Scope scope, String subject, KeyLimits most) {
    public RateLimit {
        if (scope == Scope.KEY) {
            throw new IllegalArgumentException("a key's limits are the key's own");
        }
        if (most.equals(KeyLimits.NONE)) {
            throw new IllegalArgumentException("a limit limits something");
        }
    }
}
