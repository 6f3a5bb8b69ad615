package dev.sluice.model.chat;

import java.util.Arrays;
import java.util.Optional;

/** What a caller asks an upstream to do. Providers name the path of each operation that they serve. */
public enum Operation {
    CHAT("chat"),
    COMPLETION("completions");

    private final String id;

    Operation(String id) {
        this.id = id;
    }

    /** The name used under {@code paths} in a provider's YAML, in metrics and in the database. */
    public String id() {
        return id;
    }

    public static Optional<Operation> byId(String id) {
        return Arrays.stream(values()).filter(o -> o.id.equals(id)).findFirst();
    }
}
