package dev.sluice.ingress.load;

import java.util.Arrays;

/** Max-min fairness: who wants little has it, and the others have the same of what is left. */
final class FairShare {
    private FairShare() {}

    /**
     * The most calls that any of them may have at once, so that all together stay within the limit; at least one.
     *
     * @param demands how many each would have
     */
    static int of(int[] demands, int limit) {
        int[] sorted = demands.clone();
        Arrays.sort(sorted);
        long left = limit;
        for (int i = 0; i < sorted.length; i++) {
            long equal = left / (sorted.length - i);
            if (sorted[i] > equal) {
                return (int) Math.max(1, equal);
            }
            left -= sorted[i];
        }
        // All have what they want, and anyone may have what is left besides.
        long largest = sorted.length == 0 ? 0 : sorted[sorted.length - 1];
        return (int) Math.max(1, largest + left);
    }
}
