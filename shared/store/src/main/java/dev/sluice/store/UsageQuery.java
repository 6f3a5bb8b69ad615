package dev.sluice.store;

import java.time.Instant;
import java.util.Map;

/**
 * Which lines of the roll-ups are asked for.
 *
 * @param from the slot that this lies in is the first
 * @param to the slot that begins here, or later, is not there any more
 * @param only lines with these; an empty channel means calls that no channel was tried for
 */
public record UsageQuery(Slot slot, Instant from, Instant to, Map<Dimension, String> only) {
    public UsageQuery {
        from = slot.startOf(from);
        Instant start = slot.startOf(to);
        to = start.equals(to) ? to : start.plusMillis(slot.millis());
        only = Map.copyOf(only);
        if (!from.isBefore(to)) {
            throw new IllegalArgumentException("a range begins before it ends");
        }
    }

    public long slots() {
        return (to.toEpochMilli() - from.toEpochMilli()) / slot.millis();
    }
}
