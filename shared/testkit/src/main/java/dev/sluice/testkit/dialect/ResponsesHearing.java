package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as OpenAI's SDKs do, which put streamed items together by their indexes, and is as strict as the strictest
 * of them: numbers without gaps, event names that equal types, items that begin, end and are repeated whole.
 */
final class ResponsesHearing {
    private final ArrayNode output = Json.array();
    private final List<String> ids = new ArrayList<>();
    private final Map<Integer, JsonNode> done = new HashMap<>();
    private final Map<String, StringBuilder> deltas = new HashMap<>();
    private int next;
    private String status = "";
    private JsonNode last = Json.missing();
    private Heard.@Nullable HeardError error;

    ResponsesHearing(int code, boolean stream, byte[] body) {
        String said = new String(body, StandardCharsets.UTF_8);
        if (stream && code == 200) {
            stream(said);
        } else {
            whole(Json.tree(said));
        }
    }

    private void whole(JsonNode body) {
        JsonNode wrong = body.path("error");
        if (wrong.isObject()) {
            error = new Heard.HeardError(
                    wrong.path("type").asText(), wrong.path("message").asText());
            return;
        }
        check(body.path("object").asText().equals("response"), "a response");
        finish(body);
    }

    private void stream(String body) {
        check(!body.contains("[DONE]"), "no end mark");
        for (String event : body.split("\n\n", -1)) {
            if (event.isBlank() || event.startsWith(":")) {
                continue;
            }
            String[] lines = event.split("\n", -1);
            boolean isWhole = lines.length == 2 && lines[0].startsWith("event: ") && lines[1].startsWith("data: ");
            if (isWhole) {
                JsonNode data = Json.tree(lines[1].substring(6));
                check(lines[0].substring(7).equals(data.path("type").asText()), "an event named like its type");
                event(data);
            }
        }
    }

    private void event(JsonNode event) {
        String type = event.path("type").asText();
        check(event.path("sequence_number").asInt(-1) == next, "sequence number " + next);
        check(next > 0 || type.equals("response.created") || type.equals("error"), "response.created first");
        check(next != 1 || type.equals("response.in_progress") || type.equals("error"), "response.in_progress second");
        check(status.isEmpty(), "nothing after the end");
        next++;
        switch (type) {
            case "response.created", "response.in_progress" ->
                check(event.at("/response/status").asText().equals("in_progress"), "an answer in progress");
            case "error" ->
                error = new Heard.HeardError(
                        event.path("code").asText(), event.path("message").asText());
            case "response.output_item.added" -> {
                check(event.path("output_index").asInt(-1) == ids.size(), "items in order");
                ids.add(event.at("/item/id").asText());
            }
            case "response.output_item.done" -> itemDone(event);
            case "response.completed", "response.incomplete", "response.failed" -> {
                finish(event.path("response"));
                check(type.equals("response." + status), "an end named like its status");
                check(done.size() == output.size() && ids.size() == output.size(), "every item ended");
                for (int i = 0; i < output.size(); i++) {
                    check(output.get(i).equals(done.get(i)), "the item " + i + " repeated as it was");
                }
            }
            default -> inItem(type, event);
        }
    }

    private void itemDone(JsonNode event) {
        int index = event.path("output_index").asInt(-1);
        JsonNode item = event.path("item");
        check(index >= 0 && index < ids.size() && !done.containsKey(index), "an item that has begun");
        check(item.path("id").asText().equals(ids.get(index)), "the id of its item");
        done.put(index, item);
    }

    private void inItem(String type, JsonNode event) {
        int index = event.path("output_index").asInt(-1);
        check(index >= 0 && index < ids.size() && !done.containsKey(index), type + " inside an item");
        check(event.path("item_id").asText().equals(ids.get(index)), "the id of its item");
        String text = type.substring(0, type.lastIndexOf('.')) + index + event.path("content_index");
        if (type.endsWith(".delta")) {
            deltas.computeIfAbsent(text, key -> new StringBuilder())
                    .append(event.path("delta").asText());
        } else if (type.endsWith(".done") && !event.has("part")) {
            StringBuilder whole = new StringBuilder();
            for (String member : List.of("text", "arguments", "input", "refusal")) {
                whole.append(event.path(member).asText(""));
            }
            check(
                    deltas.getOrDefault(text, new StringBuilder()).toString().contentEquals(whole),
                    "deltas that make the whole");
        }
    }

    private void finish(JsonNode response) {
        last = response;
        status = response.path("status").asText();
        for (String name :
                List.of("id", "model", "output", "parallel_tool_calls", "tool_choice", "tools", "metadata")) {
            check(response.hasNonNull(name), "a response with " + name);
        }
        response.path("output").forEach(output::add);
    }

    private static void check(boolean isSo, String expected) {
        if (!isSo) {
            throw new AssertionError("expected " + expected);
        }
    }

    Heard heard() {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<Heard.HeardCall> calls = new ArrayList<>();
        for (JsonNode item : output) {
            switch (item.path("type").asText()) {
                case "message" ->
                    item.path("content")
                            .forEach(part -> text.append(part.path("text").asText("")));
                case "reasoning" -> {
                    check(item.path("summary").isArray(), "a reasoning item with a summary");
                    item.path("summary")
                            .forEach(part -> reasoning.append(part.path("text").asText("")));
                    item.path("content")
                            .forEach(part -> reasoning.append(part.path("text").asText("")));
                }
                case "function_call" -> {
                    check(!item.path("call_id").asText().isEmpty(), "a call with an id");
                    calls.add(new Heard.HeardCall(
                            item.path("call_id").asText(),
                            item.path("name").asText(),
                            Json.tree(item.path("arguments").asText())));
                }
                case "custom_tool_call" ->
                    calls.add(new Heard.HeardCall(
                            item.path("call_id").asText(), item.path("name").asText(), item.path("input")));
                case "image_generation_call" -> check(item.path("result").isTextual(), "a picture");
                default -> throw new AssertionError("no such item: " + item.path("type"));
            }
        }
        if (status.isEmpty()) {
            deltas.forEach((key, said) -> {
                if (key.startsWith("response.output_text")) {
                    text.append(said);
                }
            });
        }
        JsonNode usage = last.path("usage");
        return new Heard(
                text.toString(),
                reasoning.toString(),
                calls,
                status.equals("completed") || status.equals("incomplete"),
                word(calls),
                usage.path("input_tokens").asLong(-1),
                usage.at("/input_tokens_details/cached_tokens").asLong(-1),
                usage.path("output_tokens").asLong(-1),
                error,
                status.isEmpty() ? null : output);
    }

    private String word(List<Heard.HeardCall> calls) {
        String reason = last.at("/incomplete_details/reason").asText("");
        if (status.equals("completed")) {
            return calls.isEmpty() ? "stop" : "tool";
        }
        return reason.equals("max_output_tokens") ? "length" : reason;
    }
}
