package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Extras;
import dev.sluice.wire.ErrorReader;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of an answer by their {@code type}; the {@code event:} lines are not needed, which some upstreams leave
 * out or put after the data.
 */
final class ResponsesEventReader implements EventReader {
    private static final String DONE = "[DONE]";

    private final ResponsesStreamedItems items = new ResponsesStreamedItems();
    private boolean begun;
    private boolean complete;
    private boolean over;
    private @Nullable UpstreamError failure;

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        if (over || frame.data().isEmpty()) {
            return;
        }
        if (frame.data().utf8().strip().equals(DONE)) {
            // The answer ends with an event of its own; this alone, as of other APIs, says nothing about how it ended.
            throw new GatewayException(
                    Kind.UPSTREAM_FAILED, "The upstream ended the stream before the answer was complete.");
        }
        JsonNode event = Doc.ofUpstream(frame.data()).node();
        String type = event.path("type").asText(frame.name());
        switch (type) {
            case "response.created", "response.in_progress", "response.queued" -> begin(event.path("response"), to);
            case "response.completed", "response.incomplete" -> finish(event.path("response"), to);
            case "response.failed", "error" -> fail(event);
            default -> {
                if (type.isEmpty() && event.hasNonNull("error")) {
                    fail(event);
                } else if (type.startsWith("response.")) {
                    begin(JsonTree.object(), to);
                    items.read(type, event, to);
                }
            }
        }
    }

    private void begin(JsonNode response, Consumer<ChatEvent> to) {
        if (!begun) {
            begun = true;
            to.accept(new ChatEvent.Began(
                    response.path("id").asText(""),
                    response.path("model").asText(""),
                    ResponsesResponseReader.created(response),
                    Extras.NONE));
        }
    }

    private void finish(JsonNode response, Consumer<ChatEvent> to) {
        begin(response, to);
        items.finish(response.path("output"), to);
        ChatEvent.Reported reported = ResponsesUsage.read(response, items.tools(response.path("output")));
        to.accept(new ChatEvent.Finished(
                0,
                ResponsesOutputReader.finish(response, items.hasCalls()),
                ResponsesResponseReader.lastExtras(response)));
        if (reported != null) {
            to.accept(reported);
        }
        complete = true;
        over = true;
    }

    /** The error stands at the top (the API's description), in {@code error} (what is sent), or in the failed answer. */
    private void fail(JsonNode event) {
        JsonNode inAnswer = event.path("response").path("error");
        JsonNode error = inAnswer.isObject() ? inAnswer : event.path("error");
        JsonNode body = JsonTree.object().set("error", error.isObject() ? error : event);
        failure = ErrorReader.readInAnswer(JsonTree.write(body));
        over = true;
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        items.close(to);
    }

    @Override
    public boolean isOver() {
        return over;
    }

    @Override
    public boolean isComplete() {
        return complete;
    }

    @Override
    public @Nullable UpstreamError failure() {
        return failure;
    }
}
