package dev.sluice.ingress;

/**
 * How long the newest calls of a model took to begin, how many there were, and how many of them had a second attempt: of
 * the last thousand to two thousand calls. Times are counted in steps of a tenth or so. Thread safe.
 */
final class FirstTokens {
    private static final int GENERATION = 1_000;
    /** With fewer than these, one slow call would be the whole tail. */
    private static final int LEAST = 40;
    /** Steps for each doubling; the first is a millisecond, the last some hours. */
    private static final int STEPS = 8;

    private static final int BUCKETS = 24 * STEPS;
    private static final double FIRST_NANOS = 1e6;

    private Counts now = new Counts();
    private Counts before = new Counts();

    /** What is counted for one generation of calls. */
    private static final class Counts {
        private final int[] times = new int[BUCKETS];
        private int timed;
        private int calls;
        private int hedges;
    }

    synchronized void call() {
        if (now.calls >= GENERATION) {
            before = now;
            now = new Counts();
        }
        now.calls++;
    }

    synchronized void add(long nanos) {
        now.times[bucket(nanos)]++;
        now.timed++;
    }

    /** Counts one more second attempt, unless that would be more than so many of a hundred calls. */
    synchronized boolean hedge(int mostPercent) {
        long hedges = now.hedges + before.hedges + 1L;
        if (hedges * 100 > (now.calls + (long) before.calls) * mostPercent) {
            return false;
        }
        now.hedges++;
        return true;
    }

    /** What 95 of a hundred calls took at most, in nanoseconds; 0 while there are too few to say. */
    synchronized long percentile95() {
        int all = now.timed + before.timed;
        if (all < LEAST) {
            return 0;
        }
        int above = all / 20;
        for (int i = BUCKETS - 1; i >= 0; i--) {
            above -= now.times[i] + before.times[i];
            if (above < 0) {
                return (long) (FIRST_NANOS * Math.pow(2, (i + 1.0) / STEPS));
            }
        }
        return 0;
    }

    private static int bucket(long nanos) {
        double doublings = Math.log(Math.max(1, nanos / FIRST_NANOS)) / Math.log(2);
        return Math.min(BUCKETS - 1, (int) (doublings * STEPS));
    }
}
