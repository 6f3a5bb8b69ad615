package dev.sluice.model.chat;

import java.util.Arrays;
import java.util.Optional;

/** An API language that clients or upstreams speak. Each one has a codec in {@code wire}. */
public enum Dialect {
    OPENAI("openai");

    private final String id;

    Dialect(String id) {
        this.id = id;
    }

    /** The name used in configuration, metrics and the database. */
    public String id() {
        return id;
    }

    public static Optional<Dialect> byId(String id) {
        return Arrays.stream(values()).filter(d -> d.id.equals(id)).findFirst();
    }
}
