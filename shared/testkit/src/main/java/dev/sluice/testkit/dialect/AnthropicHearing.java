package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads an answer as Anthropic's SDKs do: events without a name do not exist, blocks are pushed in the order of their starts,
 * the last usage overwrites, a signature replaces.
 */
final class AnthropicHearing {
    private final int status;
    private final ArrayNode blocks = Json.array();
    private final List<StringBuilder> inputs = new ArrayList<>();
    private final ObjectNode usage = Json.object();
    private String finish = "";
    private boolean started;
    private boolean open;
    private boolean done;
    private Heard.@Nullable HeardError error;

    AnthropicHearing(int status, boolean stream, byte[] body) {
        this.status = status;
        String said = new String(body, StandardCharsets.UTF_8);
        if (stream && status == 200) {
            stream(said);
        } else {
            whole(Json.tree(said));
        }
    }

    Heard heard() {
        StringBuilder text = new StringBuilder();
        StringBuilder reasoning = new StringBuilder();
        List<Heard.HeardCall> calls = new ArrayList<>();
        for (JsonNode block : blocks) {
            switch (block.path("type").asText()) {
                case "text" -> text.append(block.get("text").asText());
                case "thinking" -> reasoning.append(block.get("thinking").asText());
                case "tool_use" ->
                    calls.add(new Heard.HeardCall(
                            block.get("id").asText(), block.get("name").asText(), block.get("input")));
                default -> {}
            }
        }
        return new Heard(
                text.toString(),
                reasoning.toString(),
                done ? calls : List.of(),
                done,
                finish(),
                prompt(),
                usage.path("cache_read_input_tokens").asLong(-1),
                usage.path("output_tokens").asLong(-1),
                error,
                done ? turn() : null);
    }

    private long prompt() {
        return usage.has("input_tokens")
                ? usage.path("input_tokens").asLong()
                        + usage.path("cache_read_input_tokens").asLong()
                        + usage.path("cache_creation_input_tokens").asLong()
                : -1;
    }

    private String finish() {
        return switch (finish) {
            case "end_turn" -> "stop";
            case "tool_use" -> "tool";
            case "max_tokens" -> "length";
            default -> finish;
        };
    }

    private JsonNode turn() {
        ObjectNode turn = Json.object().put("role", "assistant");
        turn.set("content", blocks);
        return turn;
    }

    private void whole(JsonNode body) {
        if (status != 200) {
            fail(body);
            return;
        }
        message(body);
        check(body.path("stop_reason").isTextual(), "a message that has ended has a stop reason");
        check(body.path("content").isArray(), "a message has content");
        for (JsonNode block : body.get("content")) {
            wholeBlock(block);
            blocks.add(block);
        }
        finish = body.get("stop_reason").asText();
        done = true;
    }

    private void message(JsonNode message) {
        check(message.path("type").asText().equals("message"), "an answer is a message");
        check(message.path("role").asText().equals("assistant"), "a message is the assistant's");
        check(message.path("id").isTextual() && message.path("model").isTextual(), "a message has id and model");
        check(message.has("stop_reason") && message.has("stop_sequence"), "a message says both, if only null");
        check(message.path("usage").path("input_tokens").isIntegralNumber(), "a message counts its input");
        check(message.path("usage").path("output_tokens").isIntegralNumber(), "a message counts its output");
        usage.setAll((ObjectNode) message.get("usage"));
    }

    private void wholeBlock(JsonNode block) {
        switch (block.path("type").asText()) {
            case "text" -> check(block.path("text").isTextual(), "a text has a text");
            case "thinking" ->
                check(
                        block.path("thinking").isTextual()
                                && block.path("signature").isTextual(),
                        "thoughts have a text and a signature");
            case "redacted_thinking" -> check(block.path("data").isTextual(), "redacted thoughts have data");
            case "tool_use" ->
                check(
                        block.path("input").isObject()
                                && block.path("id").isTextual()
                                && block.path("name").isTextual(),
                        "a call has an id, a name, and an object as input");
            default -> throw new AssertionError("not a block that was asked for: " + block.path("type"));
        }
    }

    private void stream(String said) {
        for (String event : said.split("\n\n", -1)) {
            String[] lines = event.split("\n", -1);
            boolean isNamed = lines[0].startsWith("event: ") && lines.length == 2 && lines[1].startsWith("data: ");
            if (isNamed && said.contains(event + "\n\n")) {
                event(lines[0].substring("event: ".length()), Json.tree(lines[1].substring("data: ".length())));
            }
        }
    }

    private void event(String name, JsonNode data) {
        check(!done && error == null, "nothing follows the end");
        check(name.equals(data.path("type").asText()), "an event's name is its type");
        check(
                started || name.equals("message_start") || name.equals("ping") || name.equals("error"),
                "the start is first");
        switch (name) {
            case "message_start" -> {
                check(!started, "a message starts once");
                started = true;
                message(data.path("message"));
                check(
                        data.at("/message/content").isArray()
                                && data.at("/message/content").isEmpty(),
                        "it is empty");
            }
            case "content_block_start" -> start(data);
            case "content_block_delta" -> delta(data);
            case "content_block_stop" -> stop(data);
            case "message_delta" -> {
                check(!open, "blocks end before the message does");
                check(data.at("/usage/output_tokens").isIntegralNumber(), "the end counts the output");
                check(data.at("/delta/stop_reason").isTextual(), "the end has a reason");
                finish = data.at("/delta/stop_reason").asText();
                usage.setAll((ObjectNode) data.get("usage"));
            }
            case "message_stop" -> {
                check(!finish.isEmpty(), "the reason comes before the stop");
                done = true;
            }
            case "error" -> fail(data);
            case "ping" -> {}
            default -> throw new AssertionError("no such event: " + name);
        }
    }

    private void start(JsonNode data) {
        check(!open && data.path("index").asInt(-1) == blocks.size(), "blocks come one after the other, from 0");
        open = true;
        wholeBlock(data.path("content_block"));
        blocks.add(data.get("content_block").deepCopy());
        inputs.add(new StringBuilder());
    }

    private void delta(JsonNode data) {
        check(open && data.path("index").asInt(-1) == blocks.size() - 1, "a delta is for the block that is open");
        ObjectNode block = (ObjectNode) blocks.get(blocks.size() - 1);
        JsonNode delta = data.path("delta");
        String type = block.get("type").asText();
        switch (delta.path("type").asText()) {
            case "text_delta" -> append(block, type.equals("text"), "text", delta);
            case "thinking_delta" -> append(block, type.equals("thinking"), "thinking", delta);
            case "signature_delta" -> {
                check(type.equals("thinking") && delta.path("signature").isTextual(), "thoughts are signed");
                block.set("signature", delta.get("signature"));
            }
            case "input_json_delta" -> {
                check(type.equals("tool_use") && delta.path("partial_json").isTextual(), "calls have input");
                inputs.getLast().append(delta.get("partial_json").asText());
            }
            case "citations_delta" -> check(type.equals("text"), "texts are cited");
            default -> throw new AssertionError("no such delta: " + delta);
        }
    }

    private static void append(ObjectNode block, boolean fits, String member, JsonNode delta) {
        check(fits && delta.path(member).isTextual(), "a delta fits its block");
        block.put(member, block.get(member).asText() + delta.get(member).asText());
    }

    private void stop(JsonNode data) {
        check(open && data.path("index").asInt(-1) == blocks.size() - 1, "the open block stops");
        open = false;
        ObjectNode block = (ObjectNode) blocks.get(blocks.size() - 1);
        if (!inputs.getLast().isEmpty()) {
            block.set("input", Json.tree(inputs.getLast().toString()));
        }
        wholeBlock(block);
    }

    private void fail(JsonNode body) {
        check(body.path("type").asText().equals("error"), "an error says that it is one");
        check(
                body.at("/error/type").isTextual() && body.at("/error/message").isTextual(),
                "an error has type and words");
        check(body.path("request_id").isTextual(), "an error has the request's id");
        error = new Heard.HeardError(
                body.at("/error/type").asText(), body.at("/error/message").asText());
    }

    private static void check(boolean holds, String rule) {
        if (!holds) {
            throw new AssertionError("Anthropic's SDKs rely on this: " + rule);
        }
    }
}
