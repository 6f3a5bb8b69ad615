package dev.sluice.model.catalog;

import java.time.Duration;

/**
 * How long a call may take at each step.
 *
 * @param connect to open a connection to the upstream
 * @param firstContent from sending the request to the first content event
 * @param betweenChunks silence allowed in mid-stream
 * @param total for the whole attempt
 */
public record Timeouts(Duration connect, Duration firstContent, Duration betweenChunks, Duration total) {
    public Timeouts {
        for (Duration d : new Duration[] {connect, firstContent, betweenChunks, total}) {
            if (d.isNegative() || d.isZero()) {
                throw new IllegalArgumentException("a timeout is longer than nothing");
            }
        }
    }
}
