package dev.sluice.store;

/**
 * A stretch of a node's journal that enters the books at once.
 *
 * @param previous the sequence that the books have come to
 * @param last the sequence that they come to
 */
public record Span(long previous, long last) {
    public Span {
        if (previous < 0 || last <= previous) {
            throw new IllegalArgumentException("a span goes forward: " + previous + " to " + last);
        }
    }
}
