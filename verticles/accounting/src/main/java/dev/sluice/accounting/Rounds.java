package dev.sluice.accounting;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Jobs that are done again and again, each on a virtual thread, none twice at a time. A job that fails is done again. */
final class Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);

    private final Desk desk;
    private final List<ScheduledFuture<?>> scheduled = new CopyOnWriteArrayList<>();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("accounting-rounds").factory());

    private volatile BooleanSupplier idle = () -> true;

    Rounds(Desk desk) {
        this.desk = desk;
    }

    /** Does the job from now on at this interval; never if that is zero. */
    void every(Duration interval, String name, Runnable job) {
        if (interval.isZero()) {
            return;
        }
        AtomicBoolean busy = new AtomicBoolean();
        scheduled.add(clock.scheduleAtFixedRate(
                () -> start(name, job, busy), interval.toNanos(), interval.toNanos(), TimeUnit.NANOSECONDS));
    }

    /** As {@link #every}, but a round is left out while there is more important work. */
    void everyIdle(Duration interval, String name, Runnable job) {
        every(interval, name, () -> {
            if (idle.getAsBoolean()) {
                job.run();
            }
        });
    }

    /** Who knows whether there is time for what can wait. */
    void idleWhile(BooleanSupplier calm) {
        idle = calm;
    }

    void stop() {
        scheduled.forEach(round -> round.cancel(false));
        clock.shutdown();
    }

    private void start(String name, Runnable job, AtomicBoolean busy) {
        if (!busy.compareAndSet(false, true)) {
            return;
        }
        desk.run(job).onComplete(done -> {
            busy.set(false);
            if (done.failed()) {
                LOG.warn("event=round_failed round={}", name, done.cause());
            }
        });
    }
}
