package dev.sluice.store;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;

/**
 * How long calls took, added up.
 *
 * @param millis all of them together
 * @param counts how many took less than 100 ms, then less than 200, 400 and so on to 102,400; the last one counts the rest
 */
public record Latency(long millis, List<Long> counts) {
    static final int BUCKETS = 12;
    private static final long FIRST_EDGE = 100;

    public static final Latency NONE = new Latency(0, Collections.nCopies(BUCKETS, 0L));

    public Latency {
        counts = List.copyOf(counts);
        if (counts.size() != BUCKETS) {
            throw new IllegalArgumentException("there are " + BUCKETS + " counts, not " + counts.size());
        }
    }

    static int bucketOf(long millis) {
        long doublings = millis / FIRST_EDGE;
        return Math.min(BUCKETS - 1, Long.SIZE - Long.numberOfLeadingZeros(doublings));
    }

    public long calls() {
        return counts.stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
    }

    /** Nothing if there were no calls. */
    public OptionalLong mean() {
        long calls = calls();
        return calls == 0 ? OptionalLong.empty() : OptionalLong.of(millis / calls);
    }

    /**
     * In how many milliseconds so many percent of the calls were done, taken as spread evenly between two edges; so it is
     * exact to within a factor of two. Beyond the last edge it is that edge.
     */
    public OptionalLong percentile(int percent) {
        long calls = calls();
        if (calls == 0) {
            return OptionalLong.empty();
        }
        long rank = Math.max(1, Math.ceilDiv(Math.multiplyExact(calls, percent), 100L));
        int bucket = 0;
        while (rank > counts.get(bucket)) {
            rank -= counts.get(bucket++);
        }
        long from = bucket == 0 ? 0 : FIRST_EDGE << (bucket - 1);
        boolean beyond = bucket == BUCKETS - 1;
        long width = bucket == 0 ? FIRST_EDGE : from;
        return OptionalLong.of(beyond ? from : from + width * rank / counts.get(bucket));
    }

    Latency plus(Latency other) {
        List<Long> sums = new ArrayList<>();
        for (int i = 0; i < BUCKETS; i++) {
            sums.add(Math.addExact(counts.get(i), other.counts.get(i)));
        }
        return new Latency(Math.addExact(millis, other.millis), sums);
    }
}
