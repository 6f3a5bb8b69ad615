package dev.sluice.router;

import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks that routing reads.
 *
 * @param nanos monotonic, for everything that is measured; like {@link System#nanoTime}
 * @param wall for what is shown to people
 */
public record Clocks(LongSupplier nanos, InstantSource wall) {
    public static final Clocks SYSTEM = new Clocks(System::nanoTime, InstantSource.system());

    long now() {
        return nanos.getAsLong();
    }
}
