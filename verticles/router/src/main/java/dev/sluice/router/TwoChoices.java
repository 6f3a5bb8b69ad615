package dev.sluice.router;

import java.util.Arrays;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntToLongFunction;
import java.util.stream.IntStream;

/**
 * The power of two choices: of two that are drawn by weight, the one with less under way for its weight comes first; the
 * others follow by the same measure. What is known of other nodes is up to a second old; if all went to the least loaded
 * they would all go there until the next word, so lots are drawn. Thread safe.
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
    public int[] take(long[] weights, IntToLongFunction load, int most) {
        int[] taking = IntStream.range(0, weights.length)
                .filter(i -> weights[i] > 0)
                .toArray();
        if (taking.length == 0 || most == 0) {
            return new int[0];
        }
        double[] busy = new double[weights.length];
        for (int i : taking) {
            busy[i] = (load.applyAsLong(i) + 1.0) / weights[i];
        }
        int first = pick(weights, -1);
        int second = pick(weights, first);
        int best = second >= 0 && busy[second] < busy[first] ? second : first;
        return IntStream.concat(IntStream.of(best), others(taking, best, busy))
                .limit(most)
                .toArray();
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
