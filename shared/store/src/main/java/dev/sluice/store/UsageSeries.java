package dev.sluice.store;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Calls added up over time.
 *
 * @param name the user, key, model or channel, empty if these are all calls or those without a channel
 * @param slots by their beginning, without those in which nothing was called
 */
public record UsageSeries(String name, Sums total, SortedMap<Instant, Sums> slots) {
    public UsageSeries {
        slots = Collections.unmodifiableSortedMap(new TreeMap<>(slots));
    }

    static UsageSeries of(String name, SortedMap<Instant, Sums> slots) {
        return new UsageSeries(name, Sums.of(slots.values()), slots);
    }
}
