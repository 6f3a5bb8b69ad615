package dev.sluice.model.chat;

/** The bytes {@code [from, to)} of a body. */
public record Span(int from, int to) {
    public Span {
        if (from < 0 || to < from) {
            throw new IllegalArgumentException("[" + from + ", " + to + ")");
        }
    }
}
