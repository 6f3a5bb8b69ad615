package dev.sluice.router;

import java.util.concurrent.atomic.AtomicInteger;

/** One after the other, whatever their weights; those that sit out are passed over. Thread safe. */
final class RoundRobin implements Turns {
    private final AtomicInteger turns = new AtomicInteger();

    @Override
    public int[] take(long[] weights, Field field, int most) {
        int[] taking = Order.taking(weights).toArray();
        int[] order = new int[Math.min(most, taking.length)];
        int turn = taking.length == 0 ? 0 : Integer.remainderUnsigned(turns.getAndIncrement(), taking.length);
        for (int i = 0; i < order.length; i++) {
            order[i] = taking[(turn + i) % taking.length];
        }
        return order;
    }
}
