package dev.sluice.model.call;

import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which channels can serve this call, in which order?
 *
 * @param anchor absent if it was not looked for, since it is seldom asked for
 */
public record RouteRequest(
        String group,
        String model,
        Dialect dialect,
        Operation operation,
        Needs needs,
        @Nullable Anchor anchor) {
    public RouteRequest {
        // A node of an older version tells none.
        needs = Objects.requireNonNullElse(needs, Needs.NONE);
    }

    /** A call that any model can serve. */
    public RouteRequest(String group, String model, Dialect dialect, Operation operation) {
        this(group, model, dialect, operation, Needs.NONE, null);
    }

    /** The same call, of another model. */
    public RouteRequest of(String otherModel) {
        return new RouteRequest(group, otherModel, dialect, operation, needs, anchor);
    }
}
