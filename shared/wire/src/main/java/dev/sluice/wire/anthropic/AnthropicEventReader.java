package dev.sluice.wire.anthropic;

import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of a streamed message.
 *
 * <p>Compatible servers have been seen to send {@code message_start} twice, or again in the middle with block indexes that
 * begin anew: the first one counts, what is open ends, and each block that begins is a new part.
 */
final class AnthropicEventReader implements EventReader {
    private final AnthropicUsage usage = new AnthropicUsage();
    private final AnthropicOpenBlocks blocks = new AnthropicOpenBlocks();
    private boolean began;
    private boolean over;
    private boolean finished;
    private @Nullable Finish finish;
    private Extras atTheEnd = Extras.NONE;
    private @Nullable UpstreamError failure;

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        if (over) {
            return;
        }
        Doc event = Doc.ofUpstream(frame.data());
        switch (event.textOr("type", frame.name())) {
            case "message_start" -> start(event.object("message"), to);
            case "content_block_start" -> {
                begin(to);
                blocks.start(event, to);
            }
            case "content_block_delta" -> blocks.delta(event, to);
            case "content_block_stop" -> blocks.stop(event, to);
            case "message_delta" -> delta(event, to);
            case "message_stop" -> {
                over = true;
                finish(to);
            }
            case "error" -> {
                over = true;
                failure = ErrorReader.readInAnswer(frame.data());
            }
            default -> {} // ping, and what is yet to come
        }
    }

    private void start(Doc message, Consumer<ChatEvent> to) {
        if (began) {
            blocks.endAll(to);
        } else {
            began = true;
            to.accept(new ChatEvent.Began(
                    message.textOr("id", ""), message.textOr("model", ""), 0, AnthropicResponses.extras(message)));
        }
        report(message, to);
    }

    private void begin(Consumer<ChatEvent> to) {
        if (!began) {
            began = true;
            to.accept(new ChatEvent.Began("", "", 0, Extras.NONE));
        }
    }

    private void report(Doc in, Consumer<ChatEvent> to) {
        if (usage.read(in.at("usage").node())) {
            to.accept(new ChatEvent.Reported(usage.usage()));
        }
    }

    private void delta(Doc event, Consumer<ChatEvent> to) {
        begin(to);
        report(event, to);
        Doc delta = event.object("delta");
        String reason = delta.textOrNull("stop_reason");
        if (reason != null) {
            finish = AnthropicFinish.read(reason, delta.textOrNull("stop_sequence"));
            atTheEnd = AnthropicResponses.atTheEnd(delta, event);
        }
    }

    private void finish(Consumer<ChatEvent> to) {
        begin(to);
        blocks.endAll(to);
        if (finish != null && !finished) {
            finished = true;
            to.accept(new ChatEvent.Finished(0, finish, atTheEnd));
        }
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        if (failure == null && began) {
            finish(to);
        }
    }

    @Override
    public boolean isOver() {
        return over;
    }

    /** A stop reason is the model's last word, even where {@code message_stop} is left out. */
    @Override
    public boolean isComplete() {
        return failure == null && (over || finish != null);
    }

    @Override
    public @Nullable UpstreamError failure() {
        return failure;
    }
}
