package dev.sluice.wire;

import dev.sluice.model.chat.ChatEvent;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads the events of one streamed answer in one dialect. One per answer; not thread safe. */
public interface EventReader {

    /**
     * Reads the next event. What it does not know, it passes over.
     *
     * @param to takes what the event says, in the order promised by {@link ChatEvent}
     * @throws dev.sluice.model.call.GatewayException of kind {@code UPSTREAM_FAILED} if it makes no sense
     */
    void read(Frame frame, Consumer<ChatEvent> to);

    /** The body is over: parts that are still open end, and choices that are known to be done finish. */
    void end(Consumer<ChatEvent> to);

    /** Whether the answer has said its last word, so that the rest of the body does not matter. */
    boolean isOver();

    /** Whether the answer is whole: if the body ends while it is not, it was cut. */
    boolean isComplete();

    /** What the upstream said went wrong, in an event; null as long as nothing did. */
    @Nullable
    UpstreamError failure();
}
