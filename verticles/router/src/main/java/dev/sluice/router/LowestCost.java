package dev.sluice.router;

import java.util.Arrays;

/**
 * The one where the call is thought to cost least; equals share by weight. One without a known price comes after those that
 * have one. Thread safe.
 */
final class LowestCost implements Turns {
    private final Wheel equals;

    LowestCost(int size) {
        equals = new Wheel(size);
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        if (Order.isVain(weights, most)) {
            return new int[0];
        }
        double[] costs = new double[weights.length];
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < costs.length; i++) {
            long cost = field.cost(i);
            costs[i] = cost < 0 ? Double.MAX_VALUE : cost;
            least = weights[i] > 0 ? Math.min(least, costs[i]) : least;
        }
        long[] cheapest = Arrays.copyOf(weights, weights.length);
        for (int i = 0; i < cheapest.length; i++) {
            cheapest[i] = costs[i] > least ? 0 : cheapest[i];
        }
        return Order.after(equals.spin(cheapest, 1)[0], weights, i -> costs[i], most);
    }
}
