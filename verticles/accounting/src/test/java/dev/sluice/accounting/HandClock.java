package dev.sluice.accounting;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

/** Time that stands still until a test moves it; the wall clock moves apart from the monotonic one. */
final class HandClock {
    private final AtomicLong nanos = new AtomicLong(1_000);
    private final AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-20T12:00:00Z"));

    Clocks clocks() {
        return new Clocks(nanos::get, wall::get);
    }

    void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    void setWall(Instant instant) {
        wall.set(instant);
    }

    Instant wall() {
        return wall.get();
    }
}
