package dev.sluice.bus;

import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Tells other nodes what this one is and answers, and hears the same of them. */
final class Announcer {
    private static final String ADDRESS = "bus.presence";
    private static final long EVERY_MILLIS = 1000;

    private final Vertx vertx;
    private final Post post;
    private final Supplier<Frame.Presence> own;
    private final MessageConsumer<Object> ear;
    private final long timer;
    private final AtomicBoolean due = new AtomicBoolean();

    /**
     * Begins to tell and to hear.
     *
     * @param own what this node is at the moment
     * @param heard takes what others say, this node's own words among it
     */
    Announcer(Vertx vertx, Post post, Supplier<Frame.Presence> own, Consumer<Frame.Presence> heard) {
        this.vertx = vertx;
        this.post = post;
        this.own = own;
        this.ear = vertx.eventBus().consumer(ADDRESS, message -> hear(message, heard));
        this.timer = vertx.setPeriodic(EVERY_MILLIS, tick -> tell());
    }

    /** Completes when others can reach this node's ear. */
    Future<Void> ready() {
        return ear.completion();
    }

    /** Tells soon; changes that come together are told together. */
    void changed() {
        if (due.compareAndSet(false, true)) {
            vertx.runOnContext(now -> tell());
        }
    }

    Future<Void> tell() {
        due.set(false);
        return post.toAll(ADDRESS, own.get());
    }

    Future<Void> stop() {
        vertx.cancelTimer(timer);
        return ear.unregister();
    }

    private static void hear(Message<Object> message, Consumer<Frame.Presence> heard) {
        if (message.body() instanceof Frame.Presence presence) {
            heard.accept(presence);
        }
    }
}
