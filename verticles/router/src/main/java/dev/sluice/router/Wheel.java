package dev.sluice.router;

/**
 * Smooth weighted round robin: over each run of as many turns as the weights add up to, everyone comes first exactly as
 * often as its weight says, spread as evenly as can be. Thread safe.
 *
 * <p>Source: nginx, {@code ngx_http_upstream_round_robin}: each turn adds to everyone its weight, the one with the most is
 * chosen and pays the sum of all weights.
 */
final class Wheel implements Turns {
    private final long[] due;

    Wheel(int size) {
        due = new long[size];
    }

    @Override
    public int[] take(long[] weights, Field field, int most) {
        return spin(weights, most);
    }

    /**
     * Takes a turn.
     *
     * @param weights one for each; those with 0 sit out this turn
     * @param most how many are wanted
     * @return whose turn it is, followed by those that are due next; fewer if fewer have a weight
     */
    synchronized int[] spin(long[] weights, int most) {
        long sum = 0;
        int taking = 0;
        for (int i = 0; i < due.length; i++) {
            due[i] += weights[i];
            sum += weights[i];
            taking += weights[i] > 0 ? 1 : 0;
        }
        int[] order = new int[Math.min(most, taking)];
        boolean[] taken = new boolean[due.length];
        for (int place = 0; place < order.length; place++) {
            order[place] = mostDue(weights, taken);
            taken[order[place]] = true;
        }
        if (order.length > 0) {
            due[order[0]] -= sum;
        }
        return order;
    }

    private int mostDue(long[] weights, boolean[] taken) {
        int best = -1;
        for (int i = 0; i < due.length; i++) {
            if (weights[i] > 0 && !taken[i] && (best < 0 || due[i] > due[best])) {
                best = i;
            }
        }
        return best;
    }
}
