package dev.sluice.model.call;

import java.util.Objects;
import java.util.Set;

/**
 * Who makes a call, as known after its key was accepted.
 *
 * @param group the routing group whose channels this caller may use
 * @param models the only models that this caller may use; empty for all
 */
public record Caller(String keyId, String userId, String group, Set<String> models) {
    public Caller {
        // A node of an older version tells none.
        models = Set.copyOf(Objects.requireNonNullElse(models, Set.of()));
    }

    /** Who may use every model. */
    public Caller(String keyId, String userId, String group) {
        this(keyId, userId, group, Set.of());
    }
}
