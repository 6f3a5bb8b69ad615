package dev.sluice.store;

/** By what calls are told apart in filters and roll-ups. */
public enum Dimension {
    USER("user_id"),
    KEY("key_id"),
    MODEL("model"),
    CHANNEL("channel_id");

    private final String column;

    Dimension(String column) {
        this.column = column;
    }

    String column() {
        return column;
    }
}
