package dev.sluice.ingress;

import dev.sluice.model.chat.Operation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Every route that ingress answers, so that each can be held to a rule: what asks an upstream is metered. */
public final class Routes {

    /**
     * A path, with {@code {model}} or {@code {id}} where callers put a name.
     *
     * @param operation what it asks of an upstream; absent if it asks none
     */
    public record Route(String path, @Nullable Operation operation) {}

    private Routes() {}

    /** All of them, in the order of their paths. */
    public static List<Route> all() {
        return Doors.routes();
    }
}
