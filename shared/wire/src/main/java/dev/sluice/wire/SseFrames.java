package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.wire.text.SseSplitter;
import org.jspecify.annotations.Nullable;

/** Server-sent events as frames. */
public final class SseFrames implements Frames {
    /** A generated picture comes as base64 in one event, megabytes of it; nothing of this is taken beforehand. */
    private static final int MAX_EVENT = 16 * 1024 * 1024;

    private final SseSplitter events = new SseSplitter(MAX_EVENT);
    private final BareError error = new BareError();
    private boolean finished;

    @Override
    public void feed(Bytes piece) {
        events.feed(piece);
    }

    @Override
    public void finish() {
        finished = true;
        events.finish();
    }

    @Override
    public @Nullable Frame next() {
        if (!events.next()) {
            return null;
        }
        byte[] array = events.array();
        Bytes whole = Bytes.of(array, events.eventStart(), events.eventStop());
        Bytes data = events.isOneLine()
                ? Bytes.of(array, events.dataStart(), events.dataStop())
                : Bytes.of(events.joinedData());
        return new Frame(events.name(), false, data, whole);
    }

    @Override
    public @Nullable String complaint() {
        if (events.isTooLong()) {
            return "The upstream sent an event of more than " + MAX_EVENT + " bytes.";
        }
        boolean mayStillBeAnError = events.isForeign() && !finished && error.isOpen(events.foreign());
        return events.isForeign() && !mayStillBeAnError ? "The upstream did not answer with server-sent events." : null;
    }

    @Override
    public @Nullable UpstreamError failure() {
        return events.isForeign() ? error.read(events.foreign()) : null;
    }
}
