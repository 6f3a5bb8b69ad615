package dev.sluice.bus;

import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.eventbus.MessageProducer;
import java.time.Duration;

/** Tells itself something every second and measures how long that takes. */
final class Pulse {
    private static final long EVERY_MILLIS = 1000;

    private final Vertx vertx;
    private final MessageConsumer<Frame> ear;
    private final MessageProducer<Frame> mouth;
    private final long timer;
    private volatile long measured;
    private volatile long outstandingSince;

    Pulse(Vertx vertx, String address, Post post) {
        this.vertx = vertx;
        this.mouth = post.openDoor(address);
        this.ear = vertx.eventBus().localConsumer(address, this::hear);
        this.timer = vertx.setPeriodic(0, EVERY_MILLIS, t -> beat());
    }

    /** How long the last frame took, or has taken so far if it has not arrived. */
    Duration lag() {
        long since = outstandingSince;
        return Duration.ofNanos(since == 0 ? measured : Math.max(measured, System.nanoTime() - since));
    }

    void stop() {
        vertx.cancelTimer(timer);
        ear.unregister();
    }

    private void beat() {
        if (outstandingSince == 0) {
            long now = now();
            outstandingSince = now;
            mouth.write(new Frame.Beat(now));
        }
    }

    private void hear(Message<Frame> message) {
        if (message.body() instanceof Frame.Beat beat) {
            measured = System.nanoTime() - beat.sentNanos();
            outstandingSince = 0;
        }
    }

    // Zero means that nothing is outstanding.
    private static long now() {
        return Math.max(1, System.nanoTime());
    }
}
