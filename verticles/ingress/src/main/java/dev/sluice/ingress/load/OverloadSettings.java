package dev.sluice.ingress.load;

import java.time.Duration;

/**
 * What counts as 100 percent of each signal that has no bound of its own.
 *
 * @param maxCalls in flight on this node
 * @param maxCallsPerTenant in flight of one user on this node, however much room there is
 * @param eventLoopLag by which an event loop is late all the time
 * @param journalWait of the ends of calls, on average
 */
public record OverloadSettings(int maxCalls, int maxCallsPerTenant, Duration eventLoopLag, Duration journalWait) {
    public OverloadSettings {
        if (maxCalls < 1 || maxCallsPerTenant < 1 || !eventLoopLag.isPositive() || !journalWait.isPositive()) {
            throw new IllegalArgumentException("overload.* must be more than nothing");
        }
    }
}
