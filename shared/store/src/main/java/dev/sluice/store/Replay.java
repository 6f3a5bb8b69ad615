package dev.sluice.store;

import java.util.List;
import java.util.Map;

/**
 * What past requests cost, and what they would have cost by another book. Amounts are nano-dollars.
 *
 * @param requests that were billed or would have been
 * @param unpriced those of them for which the other book has no price
 * @param isCut whether there were more than are reckoned at once
 */
public record Replay(
        long requests, long unpriced, long was, long wouldBe, boolean isCut, Map<Dimension, List<Line>> lines) {
    public Replay {
        lines = Map.copyOf(lines);
    }

    /** What totals are kept by. */
    public enum Dimension {
        MODEL,
        KEY,
        USER,
        CHANNEL
    }

    /** The total of one model, key, user or channel; of those beyond the first thousand, called {@code (other)}. */
    public record Line(String name, long requests, long was, long wouldBe) {
        public long difference() {
            return Math.subtractExact(wouldBe, was);
        }
    }
}
