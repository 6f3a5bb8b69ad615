package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Finish;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.EventReader;
import dev.sluice.wire.Frame;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of one streamed answer.
 *
 * <p>A block of text stays open until the next part begins, since its citations may come after its {@code content-end}.
 */
final class CohereEventReader implements EventReader {
    private static final Bytes DONE = Bytes.utf8("[DONE]");
    private static final Set<String> START = Set.of("id", "type", "delta");
    private static final Set<String> END = Set.of("finish_reason", "usage", "error");
    private static final int NONE = -1;

    private final Map<Integer, Integer> calls = new HashMap<>();
    private boolean began;
    private boolean over;
    private boolean complete;
    private @Nullable UpstreamError failure;
    private int parts;
    /** The part that is open and no tool call, {@link #NONE} if there is none. */
    private int open = NONE;

    private Kind openKind = Kind.TEXT;

    private enum Kind {
        TEXT,
        THINKING,
        PLAN
    }

    @Override
    public void read(Frame frame, Consumer<ChatEvent> to) {
        if (frame.data().equals(DONE)) {
            over = true;
            return;
        }
        Doc event = Doc.ofUpstream(frame.data());
        if (complete || failure != null) {
            return;
        }
        String type = event.node().path("type").asText(frame.name());
        JsonNode message = event.node().path("delta").path("message");
        switch (type) {
            case "message-start" -> begin(event, to);
            case "content-start" -> contentStart(message.path("content"), to);
            case "content-delta" -> contentDelta(event.node(), message.path("content"), to);
            case "tool-plan-delta" -> said(Kind.PLAN, message.path("tool_plan").asText(""), to);
            case "tool-call-start" -> callStart(event, to);
            case "tool-call-delta" -> callDelta(event.node(), message.path("tool_calls"), to);
            case "tool-call-end" -> callEnd(index(event.node()), to);
            case "citation-start" -> cite(message.path("citations"), to);
            case "message-end" -> messageEnd(event, to);
            default -> unknown(event);
        }
    }

    private void begin(Doc event, Consumer<ChatEvent> to) {
        if (!began) {
            began = true;
            Extras extras = event.rest(Dialect.COHERE, START);
            to.accept(new ChatEvent.Began(event.node().path("id").asText(""), "", 0, extras));
        }
    }

    private void begin(Consumer<ChatEvent> to) {
        if (!began) {
            began = true;
            to.accept(new ChatEvent.Began("", "", 0, Extras.NONE));
        }
    }

    private static int index(JsonNode event) {
        return event.path("index").asInt(0);
    }

    private void contentStart(JsonNode content, Consumer<ChatEvent> to) {
        String type = content.path("type").asText("text");
        switch (type) {
            case "text" -> {
                open(Kind.TEXT, to);
                said(Kind.TEXT, content.path("text").asText(""), to);
            }
            case "thinking" -> {
                open(Kind.THINKING, to);
                said(Kind.THINKING, content.path("thinking").asText(""), to);
            }
            default -> {
                close(to);
                RawJson json = JsonTree.raw(content);
                to.accept(new ChatEvent.PartBegan(0, parts, new Part.Opaque(Dialect.COHERE, type, json, Notes.NONE)));
                to.accept(new ChatEvent.PartEnded(0, parts++));
            }
        }
    }

    private void contentDelta(JsonNode event, JsonNode content, Consumer<ChatEvent> to) {
        if (content.path("thinking").isTextual()) {
            said(Kind.THINKING, content.path("thinking").textValue(), to);
        }
        if (content.path("text").isTextual()) {
            said(Kind.TEXT, content.path("text").textValue(), to);
        }
        JsonNode logprobs = event.path("logprobs");
        if (logprobs.isObject()) {
            begin(to);
            to.accept(new ChatEvent.Weighed(0, List.of(CohereResponseReader.logprob(logprobs))));
        }
    }

    private void said(Kind kind, String text, Consumer<ChatEvent> to) {
        if (text.isEmpty()) {
            return;
        }
        if (open == NONE || openKind != kind) {
            open(kind, to);
        }
        to.accept(new ChatEvent.Delta(0, open, text));
    }

    private void open(Kind kind, Consumer<ChatEvent> to) {
        close(to);
        open = parts++;
        openKind = kind;
        Part head = switch (kind) {
            case TEXT -> new Part.Text("");
            case THINKING -> new Part.Reasoning("", false, Notes.NONE);
            case PLAN -> new Part.Reasoning("", false, Notes.of(CohereMessageReader.TOOL_PLAN));
        };
        to.accept(new ChatEvent.PartBegan(0, open, head));
    }

    private void close(Consumer<ChatEvent> to) {
        begin(to);
        if (open != NONE) {
            to.accept(new ChatEvent.PartEnded(0, open));
            open = NONE;
        }
    }

    private void callStart(Doc event, Consumer<ChatEvent> to) {
        close(to);
        callEnd(index(event.node()), to);
        Doc call = event.at("delta").at("message").at("tool_calls");
        Part.ToolUse use = CohereResponseReader.call(call.isObject() ? call : event);
        int part = parts++;
        calls.put(index(event.node()), part);
        to.accept(new ChatEvent.PartBegan(
                0,
                part,
                new Part.ToolUse(use.id(), use.name(), "", false, call.isObject() ? use.notes() : Notes.NONE)));
        if (!use.input().isEmpty()) {
            to.accept(new ChatEvent.Delta(0, part, use.input()));
        }
    }

    private void callDelta(JsonNode event, JsonNode call, Consumer<ChatEvent> to) {
        Integer part = calls.get(index(event));
        String arguments = call.path("function").path("arguments").asText("");
        if (part != null && !arguments.isEmpty()) {
            to.accept(new ChatEvent.Delta(0, part, arguments));
        }
    }

    private void callEnd(int index, Consumer<ChatEvent> to) {
        Integer part = calls.remove(index);
        if (part != null) {
            to.accept(new ChatEvent.PartEnded(0, part));
        }
    }

    /** One citation, though its name is plural; some servers send a list. */
    private void cite(JsonNode citations, Consumer<ChatEvent> to) {
        if (open == NONE || openKind != Kind.TEXT) {
            return;
        }
        for (JsonNode json : citations.isArray() ? citations : List.of(citations)) {
            for (Citation citation : CohereCitations.read(json)) {
                to.accept(new ChatEvent.Cited(0, open, citation));
            }
        }
    }

    private void messageEnd(Doc event, Consumer<ChatEvent> to) {
        JsonNode delta = event.node().path("delta");
        if (delta.path("error").isTextual()) {
            failure = CohereErrors.readInAnswer(delta.path("error").textValue());
            return;
        }
        closeAll(to);
        JsonNode usage = delta.path("usage");
        Usage read = CohereUsage.read(usage);
        if (usage.isObject()) {
            to.accept(new ChatEvent.Reported(read));
        }
        Extras rest = event.at("delta").rest(Dialect.COHERE, END);
        String word = delta.path("finish_reason").asText("");
        Finish finish = word.isEmpty() ? Finish.of(Finish.Reason.OTHER) : CohereFinish.read(word);
        to.accept(new ChatEvent.Finished(0, finish, CohereResponseReader.extras(rest, usage, read)));
        complete = true;
    }

    private void closeAll(Consumer<ChatEvent> to) {
        close(to);
        calls.values().stream().sorted().forEach(part -> to.accept(new ChatEvent.PartEnded(0, part)));
        calls.clear();
    }

    /** An error has no type, only {@code message}, as in a refusal; anything else new is passed over. */
    private void unknown(Doc event) {
        ObjectNode node = (ObjectNode) event.node();
        if (!node.has("type") && node.path("message").isTextual()) {
            failure = CohereErrors.readInAnswer(node.path("message").textValue());
        }
    }

    @Override
    public void end(Consumer<ChatEvent> to) {
        if (began && !complete) {
            closeAll(to);
        }
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
