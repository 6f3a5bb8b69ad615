package dev.sluice.router;

/** Always in the same order, by name: one is used up before the next is begun. Thread safe. */
final class FillFirst implements Turns {
    @Override
    public int[] take(long[] weights, Field field, int most) {
        return Order.taking(weights).limit(most).toArray();
    }
}
