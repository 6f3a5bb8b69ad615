package dev.sluice.router;

/**
 * Of two that are drawn by weight, the one that has more left of its upstream's limits; the others follow by the same
 * measure. Thread safe.
 */
final class MostHeadroom implements Turns {
    private final Lots lots;

    MostHeadroom(long seed) {
        lots = new Lots(seed);
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        int first = most == 0 ? -1 : lots.pick(weights, -1);
        if (first < 0) {
            return new int[0];
        }
        int second = lots.pick(weights, first);
        boolean better = second >= 0 && field.headroom(second) > field.headroom(first);
        return Order.after(better ? second : first, weights, i -> -field.headroom(i), most);
    }
}
