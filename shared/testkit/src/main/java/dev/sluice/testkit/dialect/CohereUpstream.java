package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Cohere as an upstream. */
final class CohereUpstream {
    private static final String DATA_URL = ";base64,";

    private CohereUpstream() {}

    static Understood understand(Received request) {
        JsonNode body = request.json();
        List<String> users = new ArrayList<>();
        List<String> images = new ArrayList<>();
        List<Heard.HeardCall> calls = new ArrayList<>();
        List<Understood.Result> results = new ArrayList<>();
        StringBuilder system = new StringBuilder();
        for (JsonNode message : body.path("messages")) {
            String text = Json.texts(message.path("content"));
            switch (message.path("role").asText()) {
                case "system" -> system.append(text);
                case "user" -> {
                    users.add(text);
                    pictures(message.path("content"), images);
                }
                case "assistant" -> calls(message, calls);
                case "tool" ->
                    results.add(
                            new Understood.Result(message.path("tool_call_id").asText(), text));
                default -> throw new AssertionError("Cohere has no such role: " + message.path("role"));
            }
        }
        JsonNode schema = body.at("/response_format/json_schema");
        return new Understood(
                body.path("model").asText(),
                body.path("stream").asBoolean(),
                system.toString(),
                users,
                images,
                names(body.path("tools")),
                Json.orNull(body.at("/tools/0/function/parameters")),
                calls,
                results,
                Json.orNull(schema),
                body.at("/thinking/type").asText().equals("enabled"),
                List.of());
    }

    private static void pictures(JsonNode content, List<String> images) {
        for (JsonNode block : content) {
            String url = block.at("/image_url/url").asText("");
            if (url.contains(DATA_URL)) {
                images.add(url.substring(url.indexOf(DATA_URL) + DATA_URL.length()));
            }
        }
    }

    private static void calls(JsonNode message, List<Heard.HeardCall> calls) {
        for (JsonNode call : message.path("tool_calls")) {
            calls.add(new Heard.HeardCall(
                    call.path("id").asText(),
                    call.at("/function/name").asText(),
                    Json.tree(call.at("/function/arguments").asText())));
        }
    }

    private static List<String> names(JsonNode tools) {
        return StreamSupport.stream(tools.spliterator(), false)
                .map(tool -> tool.at("/function/name").asText())
                .collect(Collectors.toList());
    }

    static Scripted answer(Scenario scenario, Received request) {
        if (scenario == Scenario.ERROR) {
            return Scripted.json(
                    400,
                    "{\"error_type\":\"TOO_MANY_TOKENS\",\"id\":\"c-error\",\"message\":\"too many tokens: size limit"
                            + " exceeded by 836 tokens. Try using shorter or fewer inputs.\"}");
        }
        JsonNode body = request.json();
        boolean again = StreamSupport.stream(body.path("messages").spliterator(), false)
                .anyMatch(message -> message.path("role").asText().equals("tool"));
        ObjectNode answer = whole(scenario, again);
        if (!body.path("stream").asBoolean()) {
            return scenario == Scenario.ABORT ? abort(answer.toString()) : Scripted.json(200, answer.toString());
        }
        String stream = stream(answer);
        if (scenario == Scenario.ABORT) {
            String heard = stream.substring(0, stream.lastIndexOf("event: content-delta"));
            return Scripted.stream("text/event-stream", pieces(heard)).cutOff();
        }
        return Scripted.stream("text/event-stream", pieces(stream));
    }

    private static Scripted abort(String answer) {
        Bytes half = Bytes.utf8(answer.substring(0, answer.length() / 2));
        return new Scripted(200, Map.of("Content-Type", "application/json"), List.of(half), true);
    }

    private static ObjectNode whole(Scenario scenario, boolean again) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode().put("id", "c-answer");
        ObjectNode message = answer.putObject("message").put("role", "assistant");
        boolean calls = !again;
        switch (scenario) {
            case TEXT, IMAGE, ERROR, ABORT -> calls = false;
            case SCHEMA -> {
                said(message, "text", Words.SCHEMA_ANSWER);
                calls = false;
            }
            case REASONING -> {
                if (!again) {
                    said(message, "thinking", Words.THOUGHT);
                    call(message, Words.TOOL, Words.TOOL_ARGUMENTS);
                }
            }
            case TOOLS, PARALLEL_TOOLS -> {
                if (!again) {
                    call(message, Words.TOOL, Words.TOOL_ARGUMENTS);
                    if (scenario == Scenario.PARALLEL_TOOLS) {
                        call(message, Words.SECOND_TOOL, Words.SECOND_ARGUMENTS);
                    }
                }
            }
        }
        if (!calls && !message.has("content")) {
            said(message, "text", Words.ANSWER);
        }
        answer.put("finish_reason", calls ? "TOOL_CALL" : "COMPLETE");
        usage(answer.putObject("usage"), scenario == Scenario.REASONING ? Words.REASONED : 0);
        return answer;
    }

    private static void said(ObjectNode message, String kind, String text) {
        message.withArray("content").addObject().put("type", kind).put(kind, text);
    }

    private static void call(ObjectNode message, String name, String arguments) {
        ObjectNode call = message.withArray("tool_calls").addObject();
        call.put("id", name + "_x1").put("type", "function");
        call.putObject("function").put("name", name).put("arguments", arguments);
    }

    private static void usage(ObjectNode usage, long reasoned) {
        ObjectNode billed = usage.putObject("billed_units");
        billed.put("input_tokens", Words.INPUT + Words.CACHED).put("output_tokens", Words.OUTPUT + reasoned);
        ObjectNode tokens = usage.putObject("tokens").setAll(billed);
        if (reasoned > 0) {
            tokens.put("reasoning_tokens", reasoned);
        }
        usage.put("cached_tokens", Words.CACHED);
    }

    /** The same answer in events. */
    private static String stream(ObjectNode answer) {
        StringBuilder out = new StringBuilder();
        ObjectNode start = event("message-start", -1).put("id", "c-answer");
        ObjectNode begun = start.putObject("delta").putObject("message").put("role", "assistant");
        begun.putArray("content");
        begun.put("tool_plan", "").putArray("tool_calls");
        add(out, start);
        int index = 0;
        for (JsonNode block : answer.at("/message/content")) {
            block(out, index++, block.path("type").asText(), block);
        }
        index = 0;
        for (JsonNode call : answer.at("/message/tool_calls")) {
            call(out, index++, call);
        }
        ObjectNode end = event("message-end", -1);
        end.putObject("delta")
                .put("finish_reason", answer.path("finish_reason").asText())
                .set("usage", answer.path("usage"));
        add(out, end);
        return out + "data: [DONE]\n\n";
    }

    private static void block(StringBuilder out, int index, String kind, JsonNode block) {
        ObjectNode start = event("content-start", index);
        start.putObject("delta")
                .putObject("message")
                .putObject("content")
                .put("type", kind)
                .put(kind, "");
        add(out, start);
        for (String piece : words(block.path(kind).asText())) {
            ObjectNode delta = event("content-delta", index);
            delta.putObject("delta").putObject("message").putObject("content").put(kind, piece);
            add(out, delta);
        }
        add(out, event("content-end", index));
    }

    private static void call(StringBuilder out, int index, JsonNode call) {
        ObjectNode head = call.deepCopy();
        ((ObjectNode) head.path("function")).put("arguments", "");
        ObjectNode start = event("tool-call-start", index);
        start.putObject("delta").putObject("message").set("tool_calls", head);
        add(out, start);
        for (String piece : words(call.at("/function/arguments").asText())) {
            ObjectNode delta = event("tool-call-delta", index);
            delta.putObject("delta")
                    .putObject("message")
                    .putObject("tool_calls")
                    .putObject("function")
                    .put("arguments", piece);
            add(out, delta);
        }
        add(out, event("tool-call-end", index));
    }

    private static ObjectNode event(String type, int index) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("type", type);
        return index < 0 ? event : event.put("index", index);
    }

    private static void add(StringBuilder out, ObjectNode event) {
        out.append("event: ").append(event.path("type").asText()).append('\n');
        out.append("data: ").append(event).append("\n\n");
    }

    /** In pieces of five characters, none of which cuts a pair of surrogates. */
    private static List<String> words(String text) {
        List<String> words = new ArrayList<>();
        for (int at = 0; at < text.length(); ) {
            int to = Math.min(text.length(), at + 5);
            to = to < text.length() && Character.isLowSurrogate(text.charAt(to)) ? to + 1 : to;
            words.add(text.substring(at, to));
            at = to;
        }
        return words;
    }

    /** Cut wherever it falls, in events and in characters. */
    private static List<Bytes> pieces(String stream) {
        Bytes whole = Bytes.utf8(stream);
        List<Bytes> pieces = new ArrayList<>();
        for (int at = 0; at < whole.length(); at += 61) {
            pieces.add(whole.slice(at, Math.min(whole.length(), at + 61)));
        }
        return pieces;
    }
}
