package dev.sluice.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How OpenAI streams an answer: the events, in order. */
final class OpenAiStream {
    private static final int ARGUMENT_PIECE = 4;

    private final OpenAiShapes shapes;
    private final UsageLie lie;

    OpenAiStream(OpenAiShapes shapes) {
        this.shapes = shapes;
        this.lie = shapes.answer().lie();
    }

    /**
     * One server-sent event.
     *
     * @param brings what a reader takes from it
     */
    record Event(String data, Brings brings) {
        boolean content() {
            return brings == Brings.CONTENT;
        }

        String text() {
            return "data: " + data + "\n\n";
        }
    }

    /** What an event is about. */
    enum Brings {
        CONTENT,
        USAGE,
        NEITHER
    }

    /** All events, {@code [DONE]} included; made as they are taken. */
    Stream<Event> events() {
        Stream<Event> opening =
                shapes.isChat() ? IntStream.range(0, shapes.choices()).mapToObj(i -> plain(role(i))) : Stream.empty();
        Stream<Event> ends = IntStream.range(0, shapes.choices()).mapToObj(i -> plain(finish(i)));
        return Stream.of(opening, early(), contents(), ends, usage(), Stream.of(new Event("[DONE]", Brings.NEITHER)))
                .flatMap(part -> part);
    }

    private Stream<Event> contents() {
        if (shapes.callsTools()) {
            return toolFragments().stream().map(OpenAiStream::content);
        }
        Pace pace = shapes.answer().pace();
        if (pace.chunks() > 0) {
            Event same = content(piece(0, "x".repeat(pace.chunkBytes())));
            return Stream.generate(() -> same).limit(pace.chunks());
        }
        return IntStream.range(0, shapes.choices())
                .boxed()
                .flatMap(i -> Stream.of(shapes.text(i).split("(?<= )")).map(word -> content(piece(i, word))));
    }

    private ObjectNode role(int index) {
        ObjectNode delta = OpenAiShapes.JSON.createObjectNode().put("role", "assistant");
        if (shapes.callsTools()) {
            delta.putNull("content");
        } else {
            delta.put("content", "");
        }
        return chunk(index, delta, null);
    }

    private ObjectNode piece(int index, String text) {
        if (!shapes.isChat()) {
            return textChunk(index, text, null);
        }
        ObjectNode chunk = chunk(index, OpenAiShapes.JSON.createObjectNode().put("content", text), null);
        ((ObjectNode) chunk.path("choices").path(0)).set("logprobs", shapes.logprobs(text));
        return chunk;
    }

    private ObjectNode finish(int index) {
        if (!shapes.isChat()) {
            return textChunk(index, "", "stop");
        }
        return chunk(index, OpenAiShapes.JSON.createObjectNode(), shapes.callsTools() ? "tool_calls" : "stop");
    }

    /** Names first, then pieces of the arguments, taking turns: the calls are open at the same time. */
    private List<ObjectNode> toolFragments() {
        List<ToolCall> calls = shapes.answer().toolCalls();
        List<ObjectNode> fragments = new ArrayList<>();
        for (int i = 0; i < calls.size(); i++) {
            ToolCall call = calls.get(i);
            ObjectNode begin = OpenAiShapes.toolCall(new ToolCall(call.id(), call.name(), ""));
            fragments.add(toolChunk(begin.put("index", i)));
        }
        int longest = calls.stream().mapToInt(c -> c.arguments().length()).max().orElse(0);
        for (int from = 0; from < longest; from += ARGUMENT_PIECE) {
            for (int i = 0; i < calls.size(); i++) {
                String arguments = calls.get(i).arguments();
                if (from < arguments.length()) {
                    fragments.add(toolChunk(argumentPiece(
                            i, arguments.substring(from, Math.min(arguments.length(), from + ARGUMENT_PIECE)))));
                }
            }
        }
        return fragments;
    }

    private static ObjectNode argumentPiece(int index, String piece) {
        ObjectNode node = OpenAiShapes.JSON.createObjectNode().put("index", index);
        node.putObject("function").put("arguments", piece);
        return node;
    }

    private ObjectNode toolChunk(ObjectNode call) {
        ObjectNode delta = OpenAiShapes.JSON.createObjectNode();
        delta.putArray("tool_calls").add(call);
        return chunk(0, delta, null);
    }

    private ObjectNode chunk(int index, ObjectNode delta, @Nullable String finish) {
        ObjectNode chunk = withUsageNull(shapes.frame("chat.completion.chunk"));
        ObjectNode choice = chunk.putArray("choices").addObject().put("index", index);
        choice.set("delta", delta);
        choice.putNull("logprobs");
        choice.put("finish_reason", finish);
        return chunk;
    }

    private ObjectNode textChunk(int index, String text, @Nullable String finish) {
        ObjectNode chunk = withUsageNull(shapes.frame("text_completion"));
        ObjectNode choice =
                chunk.putArray("choices").addObject().put("index", index).put("text", text);
        choice.putNull("logprobs");
        choice.put("finish_reason", finish);
        return chunk;
    }

    private ObjectNode withUsageNull(ObjectNode chunk) {
        return shapes.wantsUsageInStream() ? chunk.putNull("usage") : chunk;
    }

    private Stream<Event> early() {
        if (lie != UsageLie.EARLY || !shapes.wantsUsageInStream()) {
            return Stream.empty();
        }
        ObjectNode first = piece(0, "");
        first.set("usage", shapes.usage());
        return Stream.of(new Event(first.toString(), Brings.USAGE));
    }

    private Stream<Event> usage() {
        if (!shapes.wantsUsageInStream() || lie == UsageLie.MISSING || lie == UsageLie.EARLY) {
            return Stream.empty();
        }
        ObjectNode last = shapes.frame(shapes.isChat() ? "chat.completion.chunk" : "text_completion");
        last.putArray("choices");
        last.set("usage", shapes.usage());
        Event event = new Event(last.toString(), Brings.USAGE);
        return Stream.generate(() -> event).limit(lie == UsageLie.TWICE ? 2 : 1);
    }

    private static Event plain(JsonNode data) {
        return new Event(data.toString(), Brings.NEITHER);
    }

    private static Event content(JsonNode data) {
        return new Event(data.toString(), Brings.CONTENT);
    }
}
