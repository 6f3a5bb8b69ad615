package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An upstream of OpenAI's chat that gives and wants reasoning back as OpenRouter does. */
final class OpenAiUpstream {
    private static final String STREAM = "text/event-stream";
    private static final String DATA_URL = "base64,";

    private OpenAiUpstream() {}

    static Understood understand(Received request) {
        JsonNode json = request.json();
        List<String> users = new ArrayList<>();
        List<String> images = new ArrayList<>();
        List<Heard.HeardCall> calls = new ArrayList<>();
        List<Understood.Result> results = new ArrayList<>();
        StringBuilder system = new StringBuilder();
        for (JsonNode message : json.path("messages")) {
            switch (message.path("role").asText()) {
                case "system", "developer" -> system.append(Json.texts(message.path("content")));
                case "user" -> {
                    users.add(Json.texts(message.path("content")));
                    images(message, images);
                }
                case "assistant" -> message.path("tool_calls").forEach(call -> calls.add(call(call)));
                case "tool" ->
                    results.add(new Understood.Result(
                            message.path("tool_call_id").asText(), Json.texts(message.path("content"))));
                default -> throw new AssertionError("no such role: " + message.path("role"));
            }
        }
        List<String> tools = new ArrayList<>();
        json.path("tools").forEach(tool -> tools.add(tool.at("/function/name").asText()));
        return new Understood(
                json.path("model").asText(),
                json.path("stream").asBoolean(),
                system.toString(),
                users,
                images,
                tools,
                Json.orNull(json.at("/tools/0/function/parameters")),
                calls,
                results,
                Json.orNull(json.at("/response_format/json_schema/schema")),
                json.hasNonNull("reasoning_effort")
                        && !json.path("reasoning_effort").asText().equals("none"),
                signatures(json));
    }

    private static void images(JsonNode message, List<String> images) {
        for (JsonNode part : message.path("content")) {
            String url = part.at("/image_url/url").asText("");
            if (url.startsWith("data:image/") && url.contains(DATA_URL)) {
                images.add(url.substring(url.indexOf(DATA_URL) + DATA_URL.length()));
            }
        }
    }

    private static Heard.HeardCall call(JsonNode call) {
        JsonNode function = call.path("function");
        return new Heard.HeardCall(
                call.path("id").asText(),
                function.path("name").asText(),
                Json.tree(function.path("arguments").asText()));
    }

    private static List<String> signatures(JsonNode json) {
        List<String> signatures = new ArrayList<>();
        for (JsonNode message : json.path("messages")) {
            for (JsonNode detail : message.path("reasoning_details")) {
                boolean isWhole = detail.path("text").asText("").equals(Words.THOUGHT)
                        && detail.path("type").asText().equals("reasoning.text");
                if (isWhole && detail.hasNonNull("signature")) {
                    signatures.add(detail.get("signature").asText());
                }
            }
        }
        return signatures;
    }

    static Scripted answer(Scenario scenario, Received request) {
        JsonNode json = request.json();
        boolean isSecond = json.path("messages").findValuesAsText("role").contains("tool");
        if (scenario == Scenario.ERROR) {
            return error(
                    "context_length_exceeded",
                    "This model's maximum context length is 8192 tokens. However, your messages resulted in 9001 tokens.");
        }
        if (scenario == Scenario.REASONING && isSecond && !signatures(json).contains(Words.SIGNATURE)) {
            return error("missing_signature", "The reasoning of the last turn must come back with its signature.");
        }
        boolean streams = json.path("stream").asBoolean();
        OpenAiScript script = new OpenAiScript(json.path("model").asText());
        script.play(scenario, isSecond);
        boolean thinks = scenario == Scenario.REASONING && !isSecond;
        if (!streams) {
            Scripted whole = Scripted.json(200, script.whole(thinks));
            return scenario == Scenario.ABORT ? whole.cutOff() : whole;
        }
        List<Bytes> events =
                script.events(thinks, json.at("/stream_options/include_usage").asBoolean());
        return scenario == Scenario.ABORT
                ? Scripted.stream(STREAM, events.subList(0, 3)).cutOff()
                : Scripted.stream(STREAM, events);
    }

    private static Scripted error(String code, String message) {
        return error("messages", code, message);
    }

    static Scripted error(String param, String code, String message) {
        ObjectNode body = Json.object();
        body.putObject("error")
                .put("message", message)
                .put("type", "invalid_request_error")
                .put("param", param)
                .put("code", code);
        return Scripted.json(400, body.toString());
    }

    /** An answer, to be given whole or in chunks. */
    private static final class OpenAiScript implements Script {
        private final String model;
        private final List<ObjectNode> deltas = new ArrayList<>();
        private final ObjectNode message = Json.object().put("role", "assistant");
        private final ArrayNode calls = Json.array();

        OpenAiScript(String model) {
            this.model = model;
            message.putNull("content");
            delta().put("role", "assistant").put("content", "");
        }

        private ObjectNode delta() {
            ObjectNode delta = Json.object();
            deltas.add(delta);
            return delta;
        }

        @Override
        public void text(String text) {
            message.put("content", text);
            Script.thirds(text).forEach(piece -> delta().put("content", piece));
        }

        @Override
        public void thought() {
            message.put("reasoning_content", Words.THOUGHT);
            detail(message).put("text", Words.THOUGHT).put("signature", Words.SIGNATURE);
            for (String piece : Script.thirds(Words.THOUGHT)) {
                detail(delta().put("reasoning_content", piece)).put("text", piece);
            }
            detail(delta()).put("signature", Words.SIGNATURE);
        }

        private static ObjectNode detail(ObjectNode said) {
            return said.putArray("reasoning_details")
                    .addObject()
                    .put("type", "reasoning.text")
                    .put("format", "anthropic-claude-v1")
                    .put("index", 0);
        }

        @Override
        public void call(String id, String name, String arguments) {
            int index = calls.size();
            ObjectNode call = calls.addObject().put("id", id).put("type", "function");
            call.putObject("function").put("name", name).put("arguments", arguments);
            message.set("tool_calls", calls);
            ObjectNode head = call.deepCopy().put("index", index);
            head.withObject("/function").put("arguments", "");
            delta().putArray("tool_calls").add(head);
            for (String piece : Script.thirds(arguments)) {
                delta().putArray("tool_calls")
                        .addObject()
                        .put("index", index)
                        .putObject("function")
                        .put("arguments", piece);
            }
        }

        private String finish() {
            return calls.isEmpty() ? "stop" : "tool_calls";
        }

        private ObjectNode envelope(String object) {
            return Json.object()
                    .put("id", "chatcmpl-upstream")
                    .put("object", object)
                    .put("created", 1_700_000_000L)
                    .put("model", model);
        }

        private static ObjectNode usage(boolean thinks) {
            long reasoned = thinks ? Words.REASONED : 0;
            long prompt = Words.INPUT + Words.CACHED;
            long completion = Words.OUTPUT + reasoned;
            ObjectNode usage = Json.object()
                    .put("prompt_tokens", prompt)
                    .put("completion_tokens", completion)
                    .put("total_tokens", prompt + completion);
            usage.putObject("prompt_tokens_details").put("cached_tokens", Words.CACHED);
            usage.putObject("completion_tokens_details").put("reasoning_tokens", reasoned);
            return usage;
        }

        String whole(boolean thinks) {
            ObjectNode answer = envelope("chat.completion");
            ObjectNode choice = answer.putArray("choices").addObject().put("index", 0);
            choice.set("message", message);
            choice.put("finish_reason", finish());
            answer.set("usage", usage(thinks));
            return answer.toString();
        }

        List<Bytes> events(boolean thinks, boolean wantsUsage) {
            List<Bytes> events = new ArrayList<>();
            for (ObjectNode delta : deltas) {
                events.add(event(chunk(delta, null)));
            }
            events.add(event(chunk(Json.object(), finish())));
            if (wantsUsage) {
                ObjectNode last = envelope("chat.completion.chunk");
                last.putArray("choices");
                last.set("usage", usage(thinks));
                events.add(event(last));
            }
            events.add(Bytes.utf8("data: [DONE]\n\n"));
            return events;
        }

        private ObjectNode chunk(ObjectNode delta, @Nullable String finish) {
            ObjectNode chunk = envelope("chat.completion.chunk");
            ObjectNode choice = chunk.putArray("choices").addObject().put("index", 0);
            choice.set("delta", delta);
            choice.put("finish_reason", finish);
            chunk.putNull("usage");
            return chunk;
        }

        private static Bytes event(ObjectNode chunk) {
            return Bytes.utf8("data: " + chunk + "\n\n");
        }
    }
}
