package dev.sluice.router;

import java.util.Arrays;
import java.util.Comparator;
import java.util.function.IntToDoubleFunction;
import java.util.stream.IntStream;

/** Puts the channels of a tier that take a turn in order. */
final class Order {
    private Order() {}

    /** The places with a weight. */
    static IntStream taking(long[] weights) {
        return IntStream.range(0, weights.length).filter(i -> weights[i] > 0);
    }

    /** One first, the others by what each would cost, the least first. */
    static int[] after(int first, long[] weights, IntToDoubleFunction cost, int most) {
        IntStream others = by(taking(weights).filter(i -> i != first), cost);
        return IntStream.concat(IntStream.of(first), others).limit(most).toArray();
    }

    /** By what each costs, the least first; of equals the earlier place. */
    static IntStream by(IntStream places, IntToDoubleFunction cost) {
        return places.mapToObj(i -> new Costly(i, cost.applyAsDouble(i)))
                .sorted(Comparator.comparingDouble(Costly::cost))
                .mapToInt(Costly::place);
    }

    /** Whether nobody takes a turn, or nobody is wanted. */
    static boolean isVain(long[] weights, int most) {
        return most == 0 || Arrays.stream(weights).allMatch(weight -> weight <= 0);
    }

    private record Costly(int place, double cost) {}
}
