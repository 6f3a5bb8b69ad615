package dev.sluice.model.call;

import java.util.Objects;
import java.util.Set;

/**
 * Who makes a call, as known after its key was accepted.
 *
 * @param group the routing group whose channels this caller may use
 * @param models the only models that this caller may use; empty for all
 * @param mayExplain whether answers may tell this caller which channel they are from and where the time went
 * @param mayPin whether this caller may say which channel is to answer
 */
public record Caller(
        String keyId, String userId, String group, Set<String> models, boolean mayExplain, boolean mayPin) {
    public Caller {
        // A node of an older version tells none.
        models = Set.copyOf(Objects.requireNonNullElse(models, Set.of()));
    }

    /** Who is told of no channel, and names none. */
    public Caller(String keyId, String userId, String group, Set<String> models) {
        this(keyId, userId, group, models, false, false);
    }

    /** Who may use every model. */
    public Caller(String keyId, String userId, String group) {
        this(keyId, userId, group, Set.of());
    }
}
