package dev.sluice.router;

/**
 * Of two that are drawn by weight, the one that is thought to begin to answer sooner with one more call under way; the
 * others follow by the same measure. One of which nothing is known yet is tried, but by one call at a time. Thread safe.
 *
 * <p>Source: the "Peak EWMA" balancer of Twitter's Finagle; how soon is a {@link PeakAverage}.
 */
final class LowestLatency implements Turns {
    /** What is not known yet, and being tried already, is as slow as this. */
    private static final double UNKNOWN_NANOS = 10e9;

    private final Lots lots;

    LowestLatency(long seed) {
        lots = new Lots(seed);
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        int first = most == 0 ? -1 : lots.pick(weights, -1);
        if (first < 0) {
            return new int[0];
        }
        int second = lots.pick(weights, first);
        boolean better = second >= 0 && wait(field, second) < wait(field, first);
        return Order.after(better ? second : first, weights, i -> wait(field, i), most);
    }

    private static double wait(Field field, int place) {
        double known = field.firstContent(place);
        double load = field.load(place) * field.part(place);
        if (known > 0) {
            return known * (load + 1);
        }
        return load < 1 ? 0 : UNKNOWN_NANOS * (load + 1);
    }
}
