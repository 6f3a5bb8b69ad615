package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;

/** An upstream of Anthropic's Messages that refuses what the vendor's refuses (see {@link AnthropicRules}). */
final class AnthropicUpstream {
    private static final String STREAM = "text/event-stream; charset=utf-8";
    private static final String TOO_LONG = "prompt is too long: 210000 tokens > 200000 maximum";
    private static final int PIECES = 4;

    private AnthropicUpstream() {}

    static Understood understand(Received request) {
        JsonNode json = request.json();
        List<String> users = new ArrayList<>();
        List<String> images = new ArrayList<>();
        List<Heard.HeardCall> calls = new ArrayList<>();
        List<Understood.Result> results = new ArrayList<>();
        List<String> signatures = new ArrayList<>();
        for (JsonNode message : json.path("messages")) {
            boolean isUser = message.path("role").asText().equals("user");
            StringBuilder texts = new StringBuilder();
            for (JsonNode block : blocks(message.path("content"))) {
                switch (block.path("type").asText()) {
                    case "text" -> texts.append(block.path("text").asText());
                    case "image" -> images.add(block.at("/source/data").asText());
                    case "tool_use" ->
                        calls.add(new Heard.HeardCall(
                                block.path("id").asText(), block.path("name").asText(), block.path("input")));
                    case "tool_result" ->
                        results.add(new Understood.Result(
                                block.path("tool_use_id").asText(), words(block.path("content"))));
                    case "thinking" -> sign(block, signatures);
                    default -> {}
                }
            }
            if (isUser && !texts.isEmpty()) {
                users.add(texts.toString());
            }
        }
        List<String> tools = new ArrayList<>();
        json.path("tools").forEach(tool -> tools.add(tool.path("name").asText()));
        return new Understood(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                words(json.path("system")),
                users,
                images,
                tools,
                Json.orNull(json.at("/tools/0/input_schema")),
                calls,
                results,
                Json.orNull(json.at("/output_config/format/schema")),
                AnthropicRules.thinks(json),
                signatures);
    }

    private static void sign(JsonNode block, List<String> signatures) {
        if (block.path("thinking").asText().equals(Words.THOUGHT)) {
            signatures.add(block.path("signature").asText());
        }
    }

    /** A string stands for one block of text. */
    static List<JsonNode> blocks(JsonNode content) {
        List<JsonNode> blocks = new ArrayList<>();
        if (content.isTextual()) {
            blocks.add(Json.object().put("type", "text").put("text", content.asText()));
        }
        content.forEach(blocks::add);
        return blocks;
    }

    private static String words(JsonNode content) {
        StringBuilder words = new StringBuilder();
        blocks(content).forEach(block -> words.append(block.path("text").asText("")));
        return words.toString();
    }

    static Scripted answer(Scenario scenario, Received request) {
        JsonNode json = request.json();
        String refusal = AnthropicRules.refusal(scenario, json);
        if (scenario == Scenario.ERROR || refusal != null) {
            return error(refusal == null ? TOO_LONG : refusal);
        }
        ObjectNode message = message(scenario, json);
        if (!json.path("stream").asBoolean()) {
            String whole = message.toString();
            return scenario == Scenario.ABORT
                    ? Scripted.json(200, whole.substring(0, whole.length() / 2)).cutOff()
                    : Scripted.json(200, whole);
        }
        List<Bytes> events = events(message);
        return scenario == Scenario.ABORT
                ? Scripted.stream(STREAM, events.subList(0, PIECES)).cutOff()
                : Scripted.stream(STREAM, events);
    }

    private static Scripted error(String words) {
        ObjectNode body = Json.object().put("type", "error");
        body.putObject("error").put("type", "invalid_request_error").put("message", words);
        return Scripted.json(400, body.put("request_id", "req_1").toString());
    }

    private static ObjectNode message(Scenario scenario, JsonNode json) {
        ObjectNode message = Json.object();
        message.put("id", "msg_1").put("type", "message").put("role", "assistant");
        message.put("model", json.path("model").asText());
        ArrayNode content = message.putArray("content");
        boolean isSecond = AnthropicRules.hasResults(json);
        if (!isSecond) {
            content(scenario, content);
        }
        boolean calls = !content.isEmpty() && content.get(content.size() - 1).has("input");
        if (content.isEmpty()) {
            content.addObject().put("type", "text").put("text", Words.ANSWER);
        }
        message.put("stop_reason", calls ? "tool_use" : "end_turn").putNull("stop_sequence");
        ObjectNode usage = message.putObject("usage").put("input_tokens", Words.INPUT);
        usage.put("cache_creation_input_tokens", 0).put("cache_read_input_tokens", Words.CACHED);
        long thought = scenario == Scenario.REASONING ? Words.REASONED : 0;
        usage.put("output_tokens", Words.OUTPUT + thought);
        usage.putObject("output_tokens_details").put("thinking_tokens", thought);
        return message;
    }

    private static void content(Scenario scenario, ArrayNode content) {
        switch (scenario) {
            case TEXT, IMAGE, ERROR, ABORT -> {}
            case SCHEMA -> content.addObject().put("type", "text").put("text", Words.SCHEMA_ANSWER);
            case TOOLS -> call(content, "toolu_1", Words.TOOL, Words.TOOL_ARGUMENTS);
            case PARALLEL_TOOLS -> {
                call(content, "toolu_1", Words.TOOL, Words.TOOL_ARGUMENTS);
                call(content, "toolu_2", Words.SECOND_TOOL, Words.SECOND_ARGUMENTS);
            }
            case REASONING -> {
                content.addObject()
                        .put("type", "thinking")
                        .put("thinking", Words.THOUGHT)
                        .put("signature", Words.SIGNATURE);
                call(content, "toolu_1", Words.TOOL, Words.TOOL_ARGUMENTS);
            }
        }
    }

    private static void call(ArrayNode content, String id, String name, String arguments) {
        content.addObject()
                .put("type", "tool_use")
                .put("id", id)
                .put("name", name)
                .set("input", Json.tree(arguments));
    }

    private static List<Bytes> events(ObjectNode whole) {
        List<Bytes> events = new ArrayList<>();
        ObjectNode message = whole.deepCopy().putNull("stop_reason");
        message.putArray("content");
        ((ObjectNode) message.get("usage")).put("output_tokens", 1).remove("output_tokens_details");
        ObjectNode start = event("message_start");
        start.set("message", message);
        add(events, start);
        int index = 0;
        for (JsonNode block : whole.get("content")) {
            block(events, index++, (ObjectNode) block);
        }
        ObjectNode end = event("message_delta");
        end.putObject("delta")
                .put("stop_reason", whole.get("stop_reason").asText())
                .putNull("stop_sequence");
        end.set("usage", whole.get("usage"));
        add(events, end);
        add(events, event("message_stop"));
        return events;
    }

    private static void block(List<Bytes> events, int index, ObjectNode block) {
        ObjectNode head = block.deepCopy();
        String type = block.get("type").asText();
        String member = type.equals("tool_use") ? "input" : type;
        if (type.equals("tool_use")) {
            head.putObject("input");
        } else {
            head.put(member, "");
        }
        ObjectNode start = event("content_block_start").put("index", index);
        start.set("content_block", head.has("signature") ? head.put("signature", "") : head);
        add(events, start);
        if (index == 0) {
            add(events, event("ping"));
        }
        String kind = type.equals("tool_use") ? "input_json_delta" : type + "_delta";
        String said = type.equals("tool_use") ? "partial_json" : type;
        for (String piece : pieces(
                block.get(member).isTextual()
                        ? block.get(member).asText()
                        : block.get(member).toString())) {
            delta(events, index, Json.object().put("type", kind).put(said, piece));
        }
        if (block.has("signature")) {
            ObjectNode signature = Json.object().put("type", "signature_delta");
            delta(
                    events,
                    index,
                    signature.put("signature", block.get("signature").asText()));
        }
        add(events, event("content_block_stop").put("index", index));
    }

    private static void delta(List<Bytes> events, int index, ObjectNode delta) {
        ObjectNode event = event("content_block_delta").put("index", index);
        event.set("delta", delta);
        add(events, event);
    }

    private static List<String> pieces(String text) {
        List<String> pieces = new ArrayList<>();
        int[] characters = text.codePoints().toArray();
        int each = characters.length / PIECES + 1;
        for (int at = 0; at < characters.length; at += each) {
            pieces.add(new String(characters, at, Math.min(each, characters.length - at)));
        }
        return pieces;
    }

    private static ObjectNode event(String type) {
        return Json.object().put("type", type);
    }

    /** The vendor pads its data with spaces. */
    private static void add(List<Bytes> events, ObjectNode event) {
        events.add(Bytes.utf8("event: " + event.get("type").asText() + "\ndata: " + event + "    \n\n"));
    }
}
