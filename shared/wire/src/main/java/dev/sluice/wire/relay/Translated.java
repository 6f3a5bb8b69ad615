package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.EventSink;
import dev.sluice.wire.EventWriter;
import dev.sluice.wire.Frame;

/** Writes the events of an answer in another dialect. */
final class Translated implements StreamRelay.Outlet {
    private final EventWriter writer;
    private final EventSink sink;
    private int told;
    private boolean ended;
    private Bytes before = Bytes.EMPTY;
    private int sentBeforeEnd;

    Translated(EventWriter writer, Framing framing) {
        this.writer = writer;
        this.sink = new EventSink(framing);
    }

    @Override
    public void accept(ChatEvent event) {
        writer.write(event, sink);
    }

    @Override
    public void framed(Frame frame, boolean complete) {}

    @Override
    public Bytes take() {
        if (ended) {
            Bytes taken = before;
            before = Bytes.EMPTY;
            return taken;
        }
        return sink.take();
    }

    @Override
    public int takeCount() {
        int sent = ended ? sentBeforeEnd : sink.events();
        int taken = sent - told;
        told = sent;
        return taken;
    }

    @Override
    public Bytes end(boolean over) {
        // What was written for the answer's content is sent at once; only what ends it waits.
        before = sink.take();
        sentBeforeEnd = sink.events();
        ended = true;
        writer.end(sink);
        sink.close();
        return sink.take();
    }
}
