package dev.sluice.launcher;

import io.netty.util.concurrent.EventExecutor;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** How long a task waits for the slowest of a node's event loops, looked at twice a second. */
final class EventLoopLag implements AutoCloseable {
    private static final long EVERY = TimeUnit.MILLISECONDS.toNanos(500);

    private final List<Probe> probes = new ArrayList<>();

    private EventLoopLag() {}

    static EventLoopLag measure(Vertx vertx) {
        EventLoopLag lag = new EventLoopLag();
        for (EventExecutor loop : ((VertxInternal) vertx).nettyEventLoopGroup()) {
            lag.probes.add(new Probe(loop));
        }
        return lag;
    }

    Duration now() {
        return Duration.ofNanos(probes.stream().mapToLong(Probe::late).max().orElse(0));
    }

    @Override
    public void close() {
        probes.forEach(Probe::stop);
    }

    /** Wants to be run at fixed moments, and notes how late it is. A loop that is stuck now is late by now. */
    private static final class Probe implements Runnable {
        private final AtomicLong due = new AtomicLong(System.nanoTime() + EVERY);
        private final AtomicLong last = new AtomicLong();
        private final ScheduledFuture<?> beat;

        private Probe(EventExecutor loop) {
            beat = loop.scheduleWithFixedDelay(this, EVERY, EVERY, TimeUnit.NANOSECONDS);
        }

        @Override
        public void run() {
            long now = System.nanoTime();
            last.set(Math.max(0, now - due.get()));
            due.set(now + EVERY);
        }

        private long late() {
            return Math.max(last.get(), System.nanoTime() - due.get());
        }

        private void stop() {
            beat.cancel(false);
        }
    }
}
