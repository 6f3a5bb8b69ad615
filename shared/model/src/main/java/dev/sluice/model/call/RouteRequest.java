package dev.sluice.model.call;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which channels can serve this call, in which order?
 *
 * @param allowed the only models that may answer instead; empty for all
 * @param anchor absent if it was not looked for, since it is seldom asked for
 * @param channelId the only channel that may answer; absent for any
 */
public record RouteRequest(
        String group,
        String model,
        Dialect dialect,
        Operation operation,
        Needs needs,
        Set<String> allowed,
        @Nullable Anchor anchor,
        @Nullable String channelId) {
    public RouteRequest {
        // A node of an older version tells none.
        needs = Objects.requireNonNullElse(needs, Needs.NONE);
        allowed = Set.copyOf(Objects.requireNonNullElse(allowed, Set.of()));
    }

    /** A call that any channel may answer. */
    public RouteRequest(
            String group,
            String model,
            Dialect dialect,
            Operation operation,
            Needs needs,
            Set<String> allowed,
            @Nullable Anchor anchor) {
        this(group, model, dialect, operation, needs, allowed, anchor, null);
    }

    /** A call that any model can serve. */
    public RouteRequest(String group, String model, Dialect dialect, Operation operation) {
        this(group, model, dialect, operation, Needs.NONE, Set.of(), null);
    }

    /** Whether whoever calls may be answered by this model. */
    public boolean mayUse(String otherModel) {
        return allowed.isEmpty() || allowed.contains(otherModel);
    }

    /** The same call, of another model. */
    public RouteRequest of(String otherModel) {
        return new RouteRequest(group, otherModel, dialect, operation, needs, allowed, anchor, channelId);
    }
}
