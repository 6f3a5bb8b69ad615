package dev.sluice.model.call;

/** Names one request through log lines, database rows and error bodies; unique over nodes and restarts. */
public record CallId(String value) {
    public CallId {
        if (value.isEmpty() || value.length() > 64) {
            throw new IllegalArgumentException("a call id has 1 to 64 characters");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
