package dev.sluice.wire.adapter;

import dev.sluice.model.Bytes;
import dev.sluice.wire.Frame;
import dev.sluice.wire.Frames;
import org.jspecify.annotations.Nullable;

/** Events that the transport has cut already, and bounded: each piece is a whole message (WebSocket). */
final class MessageFrames implements Frames {
    private @Nullable Bytes message;

    @Override
    public void feed(Bytes piece) {
        message = piece;
    }

    @Override
    public void finish() {}

    @Override
    public @Nullable Frame next() {
        Bytes whole = message;
        message = null;
        return whole == null ? null : new Frame("", false, whole, whole);
    }

    @Override
    public @Nullable String complaint() {
        return null;
    }
}
