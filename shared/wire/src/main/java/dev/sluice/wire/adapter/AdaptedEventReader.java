package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.JsonTree;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Reads a vendor's stream: each event becomes OpenAI's chunk, which OpenAI's reader reads. */
final class AdaptedEventReader implements EventReader {
    private static final Bytes DONE = Bytes.utf8("[DONE]");

    private final VendorShape shape;
    private final ChunkReader chunks;
    private final EventReader openAi;

    AdaptedEventReader(VendorShape shape, EventReader openAi) {
        this.shape = shape;
        this.chunks = shape.chunks();
        this.openAi = openAi;
    }

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        if (isOver()) {
            return;
        }
        JsonNode data = shape.payload(frame);
        if (data == null) {
            return;
        }
        ObjectNode failure = shape.failure(data);
        if (failure != null) {
            pass(JsonTree.object().set("error", failure), to);
            return;
        }
        ObjectNode chunk = chunks.read(frame.name(), data);
        if (chunk != null) {
            pass(chunk, to);
        }
        if (chunks.isDone()) {
            openAi.read(new Frame("", false, DONE, DONE), to);
        }
    }

    private void pass(JsonNode chunk, Consumer<ChatEvent> to) {
        Bytes bytes = JsonTree.write(chunk);
        openAi.read(new Frame("", false, bytes, bytes), to);
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        openAi.end(to);
    }

    @Override
    public boolean isOver() {
        return openAi.isOver();
    }

    @Override
    public boolean isComplete() {
        return openAi.isComplete();
    }

    @Override
    public @Nullable UpstreamError failure() {
        return openAi.failure();
    }
}
