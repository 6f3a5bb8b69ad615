package dev.sluice.accounting;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two times that accounting knows.
 *
 * @param nanos monotonic, for limits, windows and deadlines: a jump of the wall clock never moves them
 * @param wall for expiry dates of keys and for request rows
 */
public record Clocks(LongSupplier nanos, InstantSource wall) {
    public static final Clocks SYSTEM = new Clocks(System::nanoTime, InstantSource.system());

    long now() {
        return nanos.getAsLong();
    }

    Instant instant() {
        return wall.instant();
    }
}
