package dev.sluice.bus;

import io.vertx.core.Future;
import java.util.function.Consumer;

/**
 * The opener's end of a stream.
 *
 * @param <H> the head, sent once
 * @param <E> the events that follow it
 */
public interface Inflow<H, E> {

    /**
     * The head; fails with a {@code GatewayException} if the server refused, died or was too late, and with a {@link
     * java.util.concurrent.CancellationException} if {@link #cancel()} came first.
     */
    Future<H> opened();

    /**
     * Where events go. Set before or within the completion of {@link #opened()}; events that came earlier are kept until
     * then, within the window.
     *
     * @param onEvent each event, in order
     * @param onEnd after the last event
     * @param onLost instead of {@code onEnd}, when the server or its node died in mid-stream
     */
    void receive(Consumer<E> onEvent, Runnable onEnd, Consumer<Throwable> onLost);

    /** Lets the server send {@code weight} more. Call it as the events' bytes drain to where they go. */
    void grant(int weight);

    /** Tells the server to stop. Nothing is received afterwards. Idempotent; without effect after the end. */
    void cancel();
}
