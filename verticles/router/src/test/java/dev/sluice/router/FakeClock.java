package dev.sluice.router;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that stands still until it is moved. It starts below zero, as nanoTime may. */
final class FakeClock {
    private final AtomicLong nanos = new AtomicLong(-5_000_000_000L);

    long now() {
        return nanos.get();
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    void passSeconds(long seconds) {
        pass(Duration.ofSeconds(seconds));
    }

    Clocks clocks() {
        return new Clocks(
                nanos::get, () -> Instant.ofEpochSecond(1_800_000_000L).plusNanos(nanos.get()));
    }
}
