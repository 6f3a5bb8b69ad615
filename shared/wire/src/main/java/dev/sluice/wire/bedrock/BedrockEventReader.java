package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a streamed answer. The last one, with usage and metrics, comes after the one that says why it stopped.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html
 */
final class BedrockEventReader implements EventReader {
    /** Random letters that hide the length of what is said. */
    private static final String PADDING = "p";

    private final BedrockBlocks blocks = new BedrockBlocks();
    private final ObjectNode said = JsonTree.object();
    private boolean begun;
    private @Nullable String stopReason;
    private boolean finished;
    private boolean over;
    private @Nullable UpstreamError failure;

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        if (frame.failed()) {
            failure = BedrockErrors.readEvent(frame.name(), frame.data());
            return;
        }
        switch (frame.name()) {
            case "messageStart" -> begin(to);
            case "contentBlockStart" -> {
                begin(to);
                blocks.start(Doc.ofUpstream(frame.data()), to);
            }
            case "contentBlockDelta" -> {
                begin(to);
                blocks.delta(Doc.ofUpstream(frame.data()), to);
            }
            case "contentBlockStop" -> blocks.stop(Doc.ofUpstream(frame.data()), to);
            case "messageStop" -> {
                begin(to);
                blocks.stopAll(to);
                stop(Doc.ofUpstream(frame.data()));
            }
            case "metadata" -> metadata(Doc.ofUpstream(frame.data()), to);
            default -> {}
        }
    }

    private void begin(Consumer<ChatEvent> to) {
        if (!begun) {
            begun = true;
            to.accept(new ChatEvent.Began("", "", 0, Extras.NONE));
        }
    }

    private void stop(Doc stop) {
        stopReason = stop.textOr("stopReason", "end_turn");
        stop.node().properties().forEach(member -> said.set(member.getKey(), member.getValue()));
        said.remove(List.of(PADDING, "stopReason"));
    }

    private void metadata(Doc metadata, Consumer<ChatEvent> to) {
        begin(to);
        metadata.node().properties().forEach(member -> said.set(member.getKey(), member.getValue()));
        said.remove(PADDING);
        if (metadata.has("usage")) {
            to.accept(new ChatEvent.Reported(BedrockUsage.read(metadata.node())));
        }
        over = stopReason != null;
        finish(to);
    }

    private void finish(Consumer<ChatEvent> to) {
        if (stopReason != null && !finished) {
            finished = true;
            Usage usage = BedrockUsage.read(said);
            to.accept(new ChatEvent.Finished(
                    0, BedrockFinish.read(stopReason), BedrockResponseReader.extras(usage, said)));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        blocks.stopAll(to);
        finish(to);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isComplete() {
        return stopReason != null;
    }

    @Override
    public @Nullable UpstreamError failure() {
        return failure;
    }
}
