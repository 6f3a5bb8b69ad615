package dev.sluice.router;

/**
 * The power of two choices: of two that are drawn by weight, the one with less under way for its weight comes first; the
 * others follow by the same measure. Where part of a load is what other nodes said, a second ago or more, it is only the
 * likelier one, by as much as it has less: else all nodes would go there until the next word, and away again at that.
 * Upstream models of one channel are as busy as the channel, and are not drawn against each other: else a channel with
 * several would win by meeting itself. Thread safe.
 *
 * <p>Source: M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001, and "How Useful Is Old
 * Information?", 2000.
 */
final class TwoChoices implements Turns {
    private final Lots lots;

    TwoChoices(long seed) {
        lots = new Lots(seed);
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        int first = most == 0 ? -1 : lots.pick(weights, -1);
        if (first < 0) {
            return new int[0];
        }
        double[] busy = new double[weights.length];
        for (int i = 0; i < busy.length; i++) {
            busy[i] = weights[i] > 0 ? busy(field, i, weights[i]) : 0;
        }
        int second = lots.pick(field.part(first) < 1 ? others(weights, field, first) : weights, first);
        boolean better = second >= 0 && isBetter(busy[second], busy[first], isHearsay(field, first, second));
        return Order.after(better ? second : first, weights, i -> busy[i], most);
    }

    /** With this call, for the weight of the whole channel: a whole number, so that equals are equal to the last bit. */
    static double busy(Field field, int place, long weight) {
        return (field.load(place) + 1.0) / Math.max(1, Math.rint(weight / field.part(place)));
    }

    /** The weights of other channels. */
    private static long[] others(long[] weights, Field field, int first) {
        long[] others = weights.clone();
        for (int i = 0; i < others.length; i++) {
            others[i] = field.isSameChannel(i, first) ? 0 : others[i];
        }
        return others;
    }

    private static boolean isHearsay(Field field, int first, int second) {
        return field.heardLoad(first) > 0 || field.heardLoad(second) > 0;
    }

    private boolean isBetter(double one, double other, boolean isHearsay) {
        return isHearsay ? lots.draw() * (one + other) < other : one < other;
    }
}
