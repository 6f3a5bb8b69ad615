package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** How a client of Cohere's hears an answer. One per answer. */
final class CohereEar {
    private final TreeMap<Integer, ObjectNode> content = new TreeMap<>();
    private final TreeMap<Integer, ObjectNode> calls = new TreeMap<>();
    private final StringBuilder plan = new StringBuilder();
    private boolean began;
    private boolean done;
    private @Nullable String finish;
    private @Nullable String error;
    private JsonNode usage = MissingNode.getInstance();

    private CohereEar() {}

    static Heard hear(int status, boolean stream, byte[] body) {
        String text = new String(body, StandardCharsets.UTF_8);
        if (status != 200) {
            JsonNode refusal = Json.tree(text);
            require(refusal.path("message").isTextual(), "a refusal has a message");
            return refused(
                    refusal.path("error_type").asText(Integer.toString(status)),
                    refusal.path("message").textValue());
        }
        CohereEar ear = new CohereEar();
        if (stream) {
            ear.events(text);
        } else {
            ear.whole(Json.tree(text));
        }
        return ear.heard();
    }

    private static Heard refused(String kind, String message) {
        return new Heard("", "", List.of(), false, "", -1, -1, -1, new Heard.HeardError(kind, message), null);
    }

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new AssertionError("Cohere's SDKs rely on it: " + what);
        }
    }

    private void whole(JsonNode answer) {
        require(answer.path("id").isTextual(), "an answer has an id");
        JsonNode message = answer.path("message");
        require(message.path("role").asText().equals("assistant"), "the message is the assistant's");
        for (JsonNode block : message.path("content")) {
            content.put(content.size(), block.deepCopy());
        }
        for (JsonNode call : message.path("tool_calls")) {
            calls.put(calls.size(), call.deepCopy());
        }
        plan.append(message.path("tool_plan").asText(""));
        finish = answer.path("finish_reason").textValue();
        usage = answer.path("usage");
        done = true;
    }

    /** An event counts once the empty line after it is there; comments are none. */
    private void events(String text) {
        String[] blocks = text.split("\n\n", -1);
        for (int i = 0; i < blocks.length - 1; i++) {
            String[] lines = blocks[i].split("\n", -1);
            if (blocks[i].equals("data: [DONE]")) {
                done = true;
            } else if (!blocks[i].startsWith(":")) {
                require(!done, "nothing follows [DONE]");
                require(
                        lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: "),
                        blocks[i]);
                JsonNode event = Json.tree(lines[1].substring(6));
                require(lines[0].substring(7).equals(event.path("type").asText()), "the event line repeats the type");
                event(event.path("type").asText(), event);
            }
        }
    }

    private void event(String type, JsonNode event) {
        int index = event.path("index").asInt(-1);
        JsonNode message = event.path("delta").path("message");
        require(type.equals("message-start") != began, "message-start comes first, and once");
        switch (type) {
            case "message-start" -> {
                require(event.path("id").isTextual(), "an answer has an id");
                began = true;
            }
            case "content-start" -> {
                require(index == content.size(), "blocks are numbered in order");
                content.put(index, message.path("content").deepCopy());
            }
            case "content-delta" -> {
                append(content.get(index), "text", message.path("content"));
                append(content.get(index), "thinking", message.path("content"));
            }
            case "tool-plan-delta" -> plan.append(message.path("tool_plan").asText());
            case "tool-call-start" -> {
                require(index == calls.size(), "calls are numbered in order");
                require(message.at("/tool_calls/id").isTextual(), "a call has an id");
                calls.put(index, message.path("tool_calls").deepCopy());
            }
            case "tool-call-delta" -> {
                ObjectNode call = calls.get(index);
                append(
                        call == null ? null : (ObjectNode) call.path("function"),
                        "arguments",
                        message.path("tool_calls").path("function"));
            }
            case "message-end" -> {
                finish = event.at("/delta/finish_reason").textValue();
                error = event.at("/delta/error").textValue();
                usage = event.at("/delta/usage");
            }
            default -> require(isKnown(type), "events have known names, not " + type);
        }
    }

    private static boolean isKnown(String type) {
        return List.of("content-end", "tool-call-end", "citation-start", "citation-end")
                .contains(type);
    }

    private static void append(@Nullable ObjectNode to, String name, JsonNode delta) {
        if (delta.path(name).isTextual()) {
            if (to == null || !to.path(name).isTextual()) {
                throw new AssertionError("a block or call of its kind begins before it goes on");
            }
            to.put(name, to.path(name).textValue() + delta.path(name).textValue());
        }
    }

    private Heard heard() {
        List<Heard.HeardCall> heard = new ArrayList<>();
        // Of a stream that was cut, or failed, calls may be left in the middle.
        boolean whole = finish != null && error == null;
        for (ObjectNode call : whole ? calls.values() : List.<ObjectNode>of()) {
            String arguments = call.at("/function/arguments").asText();
            heard.add(new Heard.HeardCall(
                    call.path("id").asText(), call.at("/function/name").asText(), Json.tree(arguments)));
        }
        return new Heard(
                said("text"),
                plan + said("thinking"),
                heard,
                done && finish != null && error == null,
                word(),
                count("/billed_units/input_tokens"),
                count("/cached_tokens"),
                count("/billed_units/output_tokens"),
                error == null ? null : new Heard.HeardError("ERROR", error),
                turn());
    }

    private String said(String kind) {
        StringBuilder said = new StringBuilder();
        content.values().forEach(block -> said.append(block.path(kind).asText("")));
        return said.toString();
    }

    private String word() {
        if (finish == null) {
            return "";
        }
        return switch (finish) {
            case "COMPLETE" -> "stop";
            case "TOOL_CALL" -> "tool";
            case "MAX_TOKENS" -> "length";
            default -> finish.toLowerCase(Locale.ROOT);
        };
    }

    private long count(String pointer) {
        JsonNode number = usage.at(pointer);
        return number.isNumber() ? number.longValue() : -1;
    }

    /** The message as the SDKs hold it, which is what callers append to their conversation. */
    private JsonNode turn() {
        ObjectNode turn = JsonNodeFactory.instance.objectNode().put("role", "assistant");
        if (!plan.isEmpty()) {
            turn.put("tool_plan", plan.toString());
        }
        if (!content.isEmpty()) {
            ArrayNode blocks = turn.putArray("content");
            content.values().forEach(blocks::add);
        }
        if (!calls.isEmpty()) {
            ArrayNode all = turn.putArray("tool_calls");
            calls.values().forEach(all::add);
        }
        return turn;
    }
}
