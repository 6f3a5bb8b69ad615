package dev.sluice.wire.relay;

import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.ChatResponse;
import dev.sluice.wire.Frame;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Gathers the events of a streamed answer for a caller who wants it whole. */
final class Folded implements StreamRelay.Outlet {
    private final Fold fold = new Fold();
    private final Function<ChatResponse, Bytes> writer;
    private Bytes whole = Bytes.EMPTY;

    Folded(Function<ChatResponse, Bytes> writer) {
        this.writer = writer;
    }

    @Override
    public long mostBytes() {
        return WholeReader.MAX_BODY;
    }

    @Override
    public void accept(ChatEvent event) {
        fold.accept(event);
    }

    @Override
    public void framed(Frame frame, boolean complete) {}

    @Override
    public Bytes take() {
        Bytes taken = whole;
        whole = Bytes.EMPTY;
        return taken;
    }

    @Override
    public int takeCount() {
        return 0;
    }

    @Override
    public @Nullable Bytes end(boolean over) {
        whole = writer.apply(fold.response());
        return null;
    }
}
