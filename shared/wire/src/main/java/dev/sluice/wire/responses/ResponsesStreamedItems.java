package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.Seal;
import dev.sluice.model.chat.TokenLogprob;
import dev.sluice.wire.ToolCounts;
import dev.sluice.wire.json.JsonTree;
import dev.sluice.wire.responses.ResponsesOutputReader.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The output items of a streamed answer, by their index: their ids are not the same in all events everywhere. Upstreams that
 * give an item only when it is done, or only at the very end, are understood too.
 */
final class ResponsesStreamedItems {
    private static final int MOST_OPEN = 10_000;

    private final Map<Integer, Item> items = new LinkedHashMap<>();
    private final Map<Long, Open> open = new LinkedHashMap<>();
    private final List<Open> running = new ArrayList<>();
    private int parts;
    private boolean calls;
    private final ToolCounts tools = new ToolCounts();

    /** An item whose head has been seen. */
    private static final class Item {
        private final Kind kind;
        private final JsonNode head;
        private boolean done;

        Item(JsonNode head) {
            this.kind = Kind.of(head);
            this.head = head;
        }
    }

    /** A part that has begun. */
    private static final class Open {
        private final int number;
        private final Part head;
        private int said;
        private long citations;
        private boolean ended;

        Open(int number, Part head) {
            this.number = number;
            this.head = head;
        }
    }

    /** How often the upstream has called its own tools: by the whole output, or by its items where that is left out. */
    ToolCounts tools(JsonNode output) {
        return output.isEmpty() ? tools : ResponsesUsage.calls(output);
    }

    boolean hasCalls() {
        return calls;
    }

    void read(String type, JsonNode event, Consumer<ChatEvent> to) {
        int index = event.path("output_index").asInt(Math.max(0, items.size() - 1));
        switch (type) {
            case "response.output_item.added" -> add(index, event.path("item"), to);
            case "response.output_item.done" -> finishItem(index, event.path("item"), to);
            case "response.content_part.added" -> contentPart(index, event, to);
            case "response.output_text.delta" -> text(index, event, to);
            case "response.refusal.delta" -> say(words(index, event, "refusal", to), event, to);
            case "response.output_text.annotation.added" -> cite(words(index, event, "output_text", to), event, to);
            case "response.function_call_arguments.delta", "response.custom_tool_call_input.delta" ->
                say(open.get(key(index, 0)), event, to);
            case "response.reasoning_summary_part.added" -> summaryPart(index, event, to);
            case "response.reasoning_summary_text.delta" -> say(thought(index, true, to), event, to);
            case "response.reasoning_text.delta" -> say(thought(index, false, to), event, to);
            default -> {} // what is done is known from the deltas and the item; progress of hosted tools from the item
        }
    }

    private static long key(int index, int content) {
        return ((long) index << 32) | (content & 0xFFFFFFFFL);
    }

    private void add(int index, JsonNode head, Consumer<ChatEvent> to) {
        if (items.containsKey(index) || items.size() >= MOST_OPEN) {
            return;
        }
        Item item = new Item(head);
        items.put(index, item);
        if (item.kind == Kind.CALL || item.kind == Kind.CUSTOM_CALL) {
            begin(key(index, 0), ResponsesOutputReader.call(head, ""), to);
        }
    }

    private Open begin(long key, Part head, Consumer<ChatEvent> to) {
        if (head instanceof Part.ToolUse) {
            calls = true;
        } else {
            close(to);
        }
        Open part = new Open(parts++, head);
        open.put(key, part);
        running.add(part);
        to.accept(new ChatEvent.PartBegan(0, part.number, head));
        return part;
    }

    private void contentPart(int index, JsonNode event, Consumer<ChatEvent> to) {
        String type = event.path("part").path("type").asText();
        if (type.equals("output_text") || type.equals("refusal")) {
            words(index, event, type, to);
        }
    }

    private Open words(int index, JsonNode event, String type, Consumer<ChatEvent> to) {
        int content = event.path("content_index").asInt(0);
        Open part = open.get(key(index, content));
        if (part != null) {
            return part;
        }
        Item item = items.get(index);
        JsonNode head = item == null ? JsonTree.object() : item.head;
        JsonNode empty = JsonTree.object().put("type", type);
        return begin(key(index, content), ResponsesOutputReader.part(head, empty, content), to);
    }

    private void text(int index, JsonNode event, Consumer<ChatEvent> to) {
        Open part = words(index, event, "output_text", to);
        weigh(event.path("logprobs"), to);
        say(part, event, to);
    }

    private static void weigh(JsonNode logprobs, Consumer<ChatEvent> to) {
        List<TokenLogprob> tokens = ResponsesLogprobs.read(logprobs);
        if (!tokens.isEmpty()) {
            to.accept(new ChatEvent.Weighed(0, tokens));
        }
    }

    private static void say(@Nullable Open part, JsonNode event, Consumer<ChatEvent> to) {
        if (part != null) {
            say(part, event.path("delta").asText(""), to);
        }
    }

    private static void say(Open part, String text, Consumer<ChatEvent> to) {
        if (!text.isEmpty() && !part.ended) {
            part.said += text.length();
            to.accept(new ChatEvent.Delta(0, part.number, text));
        }
    }

    private static void cite(Open part, JsonNode event, Consumer<ChatEvent> to) {
        JsonNode annotation = event.path("annotation");
        if (annotation.isObject() && !part.ended) {
            part.citations++;
            to.accept(new ChatEvent.Cited(0, part.number, ResponsesCitations.citation(annotation)));
        }
    }

    private void summaryPart(int index, JsonNode event, Consumer<ChatEvent> to) {
        Open part = thought(index, true, to);
        if (part != null && event.path("summary_index").asInt(0) > 0 && part.said > 0) {
            say(part, "\n\n", to);
        }
    }

    /** The thought of an item; null if it has begun as the other kind, of which this one is only a copy. */
    private @Nullable Open thought(int index, boolean summed, Consumer<ChatEvent> to) {
        Open part = open.get(key(index, 0));
        if (part == null) {
            Item item = items.get(index);
            JsonNode head = item == null ? JsonTree.object() : item.head;
            return begin(key(index, 0), ResponsesOutputReader.thought(head, "", summed), to);
        }
        return part.head instanceof Part.Reasoning thought && thought.summary() == summed ? part : null;
    }

    /** The whole item: gives what no event has said before, and ends its parts. */
    private void finishItem(int index, JsonNode whole, Consumer<ChatEvent> to) {
        add(index, whole, to);
        Item item = items.get(index);
        if (item == null || item.done) {
            return;
        }
        item.done = true;
        ResponsesUsage.count(whole, tools);
        int content = 0;
        for (Part part : ResponsesOutputReader.parts(whole)) {
            long key = key(index, content);
            Open begun = open.get(key);
            if (begun == null) {
                begun = begin(key, head(item, content, part), to);
                if (item.kind == Kind.MESSAGE) {
                    weigh(whole.path("content").path(content).path("logprobs"), to);
                }
            }
            complete(begun, part, to);
            content++;
        }
    }

    /** The part without what comes in events. Its notes are those of the item as it began. */
    private static Part head(Item item, int content, Part part) {
        return switch (part) {
            case Part.ToolUse ignored -> ResponsesOutputReader.call(item.head, "");
            case Part.Reasoning thought -> ResponsesOutputReader.thought(item.head, "", thought.summary());
            case Part.Text ignored ->
                ResponsesOutputReader.part(item.head, JsonTree.object().put("type", "output_text"), content);
            case Part.Refusal ignored ->
                ResponsesOutputReader.part(item.head, JsonTree.object().put("type", "refusal"), content);
            default -> part;
        };
    }

    private static void complete(Open begun, Part whole, Consumer<ChatEvent> to) {
        switch (whole) {
            case Part.Text text -> {
                unsaid(begun, text.text(), to);
                text.citations().stream()
                        .skip(begun.citations)
                        .filter(citation -> !begun.ended)
                        .forEach(citation -> to.accept(new ChatEvent.Cited(0, begun.number, citation)));
            }
            case Part.Refusal refusal -> unsaid(begun, refusal.text(), to);
            case Part.ToolUse use -> unsaid(begun, use.input(), to);
            case Part.Reasoning thought -> {
                unsaid(begun, thought.text(), to);
                Seal seal = thought.notes().seal();
                if (seal != null && !begun.ended) {
                    to.accept(new ChatEvent.Sealed(0, begun.number, seal));
                }
            }
            default -> {}
        }
        end(begun, to);
    }

    /** Says what came without deltas. */
    private static void unsaid(Open begun, String text, Consumer<ChatEvent> to) {
        if (begun.said == 0) {
            say(begun, text, to);
        }
    }

    private static void end(Open part, Consumer<ChatEvent> to) {
        if (!part.ended) {
            part.ended = true;
            to.accept(new ChatEvent.PartEnded(0, part.number));
        }
    }

    /** The answer is whole: items that came in no event are taken from it, if none did. */
    void finish(JsonNode output, Consumer<ChatEvent> to) {
        if (items.isEmpty() && open.isEmpty()) {
            int index = 0;
            for (JsonNode item : output) {
                finishItem(index++, item, to);
            }
        }
        close(to);
    }

    /** Ends the parts that are open. */
    void close(Consumer<ChatEvent> to) {
        running.forEach(part -> end(part, to));
        running.clear();
    }
}
