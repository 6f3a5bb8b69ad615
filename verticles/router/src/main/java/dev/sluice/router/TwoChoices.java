package dev.sluice.router;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/**
 * The power of two choices: of two that are drawn by weight, the one with less under way for its weight comes first; the
 * others follow by the same measure. Where part of a load is what other nodes said, a second ago or more, it is only the
 * likelier one, by as much as it has less: else all nodes would go there until the next word, and away again at that.
 * Thread safe.
 *
 * <p>Source: M. Mitzenmacher, "The Power of Two Choices in Randomized Load Balancing", 2001, and "How Useful Is Old
 * Information?", 2000.
 */
final class TwoChoices implements Turns {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private final AtomicLong lots;

    TwoChoices(long seed) {
        lots = new AtomicLong(seed);
    }

    @Override
    public int[] take(long[] weights, Loads loads, int most) {
        int[] taking =
                IntStream.range(0, weights.length).filter(i -> weights[i] > 0).toArray();
        if (taking.length == 0 || most == 0) {
            return new int[0];
        }
        double[] busy = new double[weights.length];
        for (int i : taking) {
            busy[i] = (loads.at(i) + 1.0) / weights[i];
        }
        int first = pick(weights, -1);
        int second = pick(weights, first);
        boolean better = second >= 0 && isBetter(busy[second], busy[first], isHearsay(loads, first, second));
        int best = better ? second : first;
        return IntStream.concat(IntStream.of(best), others(taking, best, busy))
                .limit(most)
                .toArray();
    }

    private static boolean isHearsay(Turns.Loads loads, int first, int second) {
        return loads.heard(first) > 0 || loads.heard(second) > 0;
    }

    private boolean isBetter(double one, double other, boolean isHearsay) {
        return isHearsay ? lot() * (one + other) < other : one < other;
    }

    /** From 0 to 1. */
    private double lot() {
        return (draw() >>> 11) * 0x1.0p-53;
    }

    private static IntStream others(int[] taking, int best, double[] busy) {
        return Arrays.stream(taking)
                .filter(i -> i != best)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> busy[i]))
                .mapToInt(Integer::intValue);
    }

    /** One drawn by weight, not the one that is excluded; -1 if there is no other. */
    private int pick(long[] weights, int excluded) {
        long sum = 0;
        for (int i = 0; i < weights.length; i++) {
            sum += i == excluded ? 0 : weights[i];
        }
        if (sum == 0) {
            return -1;
        }
        long lot = Long.remainderUnsigned(draw(), sum);
        for (int i = 0; i < weights.length; i++) {
            lot -= i == excluded ? 0 : weights[i];
            if (lot < 0) {
                return i;
            }
        }
        return -1;
    }

    /** SplitMix64, as in {@link java.util.SplittableRandom}: cheap, and two threads never draw the same lot. */
    private long draw() {
        long z = lots.addAndGet(GOLDEN);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
