package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Splice;
import org.jspecify.annotations.Nullable;

/**
 * Passes the frames of an answer on as they came. The ones that end it are held back until the call is settled, so that a
 * caller who has seen the end has been billed.
 */
final class Verbatim implements StreamRelay.Outlet {
    private final Splice forward = new Splice();
    private final Splice held = new Splice();
    private final Bytes closing;
    private final @Nullable EventSink reframed;
    private int count;

    /**
     * Makes one for a caller.
     *
     * @param framing what the caller reads; the upstream's own, or a JSON array of what came as server-sent events
     * @param closing what the dialect ends a stream with, for upstreams that leave it out
     */
    Verbatim(Framing framing, Bytes closing) {
        this.closing = closing;
        this.reframed = framing == Framing.JSON_ARRAY ? new EventSink(framing) : null;
    }

    /** What the events say is metered, not rewritten. */
    @Override
    public void accept(ChatEvent event) {}

    @Override
    public void framed(Frame frame, boolean complete) {
        Bytes bytes = frame.whole();
        if (reframed != null) {
            reframed.event(frame.name(), frame.data());
            bytes = reframed.take();
        }
        if (complete) {
            held.add(bytes);
        } else {
            forward.add(bytes);
            count++;
        }
    }

    @Override
    public Bytes take() {
        return forward.take();
    }

    @Override
    public int takeCount() {
        int taken = count;
        count = 0;
        return taken;
    }

    @Override
    public Bytes end(boolean over) {
        if (!over) {
            held.add(closing);
        }
        if (reframed != null) {
            reframed.close();
            held.add(reframed.take());
        }
        return held.take();
    }
}
