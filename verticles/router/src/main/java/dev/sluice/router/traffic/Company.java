package dev.sluice.router.traffic;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/**
 * The nodes that share what the operator allows a channel. One that is gone keeps its share for ten minutes: it may be on
 * the other side of a split, asking still. Thread safe.
 */
final class Company {
    static final Duration MEMORY = Duration.ofMinutes(10);
    private static final int MOST_NODES = 1000;

    private final String self;
    private final LongSupplier nanos;
    private final TreeMap<String, Long> seen = new TreeMap<>();
    private volatile Share share = Share.WHOLE;

    Company(String self, LongSupplier nanos) {
        this.self = self;
        this.nanos = nanos;
    }

    /** These are the nodes now that ask channels. To be told each second. */
    synchronized void meet(Collection<String> nodes) {
        long now = nanos.getAsLong();
        nodes.stream().limit(MOST_NODES).forEach(node -> seen.put(node, now));
        seen.put(self, now);
        seen.values().removeIf(last -> now - last > MEMORY.toNanos());
        share = new Share(seen.size(), place());
    }

    String self() {
        return self;
    }

    Share share() {
        return share;
    }

    private int place() {
        int place = 0;
        for (Iterator<String> names = seen.keySet().iterator(); !names.next().equals(self); ) {
            place++;
        }
        return place;
    }

    /**
     * One node's part of what all may use.
     *
     * @param place of this node among them, from 0; the first ones get what cannot be divided
     */
    record Share(int nodes, int place) {
        static final Share WHOLE = new Share(1, 0);

        long of(long limit) {
            return limit / nodes + (place < limit % nodes ? 1 : 0);
        }
    }
}
