package dev.sluice.wire;

import dev.sluice.model.chat.ChatEvent;

/**
 * Writes the events of one streamed answer in the caller's dialect, in the order and with the repetitions that its official
 * SDKs rely on. One per answer; not thread safe.
 */
public interface EventWriter {

    /** Writes what follows from the next event; may be nothing yet. */
    void write(ChatEvent event, EventSink out);

    /**
     * Writes what ends the answer: what was held back until now (finish reasons, usage) and the dialect's end marker; whoever
     * made the sink closes it. It is sent only after the call has been settled.
     */
    void end(EventSink out);
}
