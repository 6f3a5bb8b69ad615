package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Frames;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Ollama's own API.
 *
 * @see <a href="https://docs.ollama.com/api/chat">Ollama's chat</a>
 */
final class OllamaShape implements VendorShape {
    private static final String PROMPT_COUNT = "prompt_eval_count";
    private static final String ARGUMENTS = "arguments";
    private static final String CALLS = "tool_calls";
    private static final String FUNCTION = "function";
    private static final String CONTENT = "content";
    private static final String MESSAGE = "message";
    private static final String THINK = "think";

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model()).put("stream", asked.isStream());
        messages(asked, out.putArray("messages"));
        asked.keep(out, "tools", "keep_alive", THINK);
        think(asked, out);
        format(asked, out);
        ObjectNode options = JsonTree.object();
        asked.keep(options, "temperature", "top_p", "top_k", "seed", "stop", "frequency_penalty", "presence_penalty");
        asked.moveCap(options, "num_predict");
        if (!options.isEmpty()) {
            out.set("options", options);
        }
        return out;
    }

    /** Ollama takes three levels, or none at all. */
    private static void think(Members asked, ObjectNode out) {
        JsonNode effort = asked.take("reasoning_effort");
        if (effort == null) {
            return;
        }
        switch (effort.asText()) {
            case "none" -> out.put(THINK, false);
            case "minimal", "low" -> out.put(THINK, "low");
            case "medium" -> out.put(THINK, "medium");
            case "high", "xhigh", "max" -> out.put(THINK, "high");
            default -> asked.lose(Loss.THINKING);
        }
    }

    private static void messages(Members asked, ArrayNode out) {
        Map<String, String> tools = new HashMap<>();
        for (ObjectNode message : asked.messages()) {
            ObjectNode written =
                    out.addObject().put("role", message.path("role").asText());
            JsonNode content = message.path(CONTENT);
            written.put(CONTENT, images(asked, content, written));
            calls(message.path(CALLS), written, tools);
            String tool = tools.get(message.path("tool_call_id").asText());
            if (tool != null) {
                written.put("tool_name", tool);
            }
            if (message.path("reasoning_content").isTextual()) {
                written.put("thinking", message.path("reasoning_content").textValue());
            }
        }
    }

    /** Pictures stand beside the words, as base64; addresses are not fetched. */
    private static String images(Members asked, JsonNode content, ObjectNode message) {
        if (!content.isArray()) {
            return asked.text(content);
        }
        ArrayNode images = JsonTree.object().arrayNode();
        ArrayNode rest = JsonTree.object().arrayNode();
        for (JsonNode part : content) {
            String url = part.path("image_url").path("url").asText("");
            int data = url.startsWith("data:") ? url.indexOf(";base64,") : -1;
            if (data < 0) {
                rest.add(part);
            } else {
                images.add(url.substring(data + ";base64,".length()));
            }
        }
        if (!images.isEmpty()) {
            message.set("images", images);
        }
        return asked.text(rest);
    }

    private static void calls(JsonNode calls, ObjectNode message, Map<String, String> tools) {
        if (calls.isEmpty()) {
            return;
        }
        ArrayNode written = message.putArray(CALLS);
        for (JsonNode call : calls) {
            String name = call.path(FUNCTION).path("name").asText();
            tools.put(call.path("id").asText(), name);
            ObjectNode function = written.addObject().putObject(FUNCTION).put("name", name);
            function.set(
                    ARGUMENTS,
                    JsonTree.parse(call.path(FUNCTION).path(ARGUMENTS).asText()).orElseGet(JsonTree::object));
        }
    }

    private static void format(Members asked, ObjectNode out) {
        JsonNode format = asked.take("response_format");
        if (format == null) {
            return;
        }
        switch (format.path("type").asText()) {
            case "json_object" -> out.put("format", "json");
            case "json_schema" -> out.set("format", format.path("json_schema").path("schema"));
            case "text" -> {}
            default -> asked.lose(Loss.ANSWER_FORMAT);
        }
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        if (!answer.at(MESSAGE).isObject()) {
            throw answer.at(MESSAGE).wrong("an object");
        }
        ObjectNode message = message(answer.at(MESSAGE).node(), 0);
        return Completions.whole("", message, finish(answer.node(), message.has(CALLS)), usage(answer.node()));
    }

    private static ObjectNode message(JsonNode said, int callsBefore) {
        ObjectNode message = Completions.message(said.path(CONTENT).asText(""));
        String thinking = said.path("thinking").asText("");
        if (!thinking.isEmpty()) {
            message.put("reasoning_content", thinking);
        }
        if (!said.path(CALLS).isEmpty()) {
            ArrayNode calls = message.putArray(CALLS);
            for (JsonNode call : said.path(CALLS)) {
                int index = callsBefore + calls.size();
                JsonNode function = call.path(FUNCTION);
                calls.add(Completions.toolCall(
                        index,
                        call.path("id").asText("call_" + index),
                        function.path("name").asText(),
                        function.path(ARGUMENTS).toString()));
            }
        }
        return message;
    }

    private static String finish(JsonNode answer, boolean called) {
        return called ? CALLS : answer.path("done_reason").asText().equals("length") ? "length" : "stop";
    }

    private static @Nullable ObjectNode usage(JsonNode answer) {
        return Completions.usage(answer.path(PROMPT_COUNT), answer.path("eval_count"));
    }

    @Override
    public ChunkReader chunks() {
        return new Lines();
    }

    private static final class Lines implements ChunkReader {
        private int calls;
        private boolean done;

        @Override
        public ObjectNode read(String event, JsonNode data) {
            ObjectNode delta = message(data.path(MESSAGE), calls);
            calls += delta.path(CALLS).size();
            done = data.path("done").asBoolean(false);
            return done
                    ? Completions.chunk("", delta, finish(data, calls > 0), usage(data))
                    : Completions.chunk("", delta, null, null);
        }

        @Override
        public boolean isDone() {
            return done;
        }
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        String message = body.path("error").asText("");
        return message.isEmpty() ? null : JsonTree.object().put(MESSAGE, message);
    }

    @Override
    public Frames frames() {
        return new LineFrames();
    }

    @Override
    public Optional<String> streamType() {
        return Optional.of("application/x-ndjson");
    }

    @Override
    public ObjectNode embeddingRequest(Members asked) {
        ObjectNode out = JsonTree.object().put("model", asked.model());
        asked.keep(out, "input", "dimensions", "truncate", "keep_alive");
        return out;
    }

    @Override
    public ObjectNode embeddingAnswer(Doc answer) {
        ObjectNode out = JsonTree.object();
        ArrayNode data = out.putArray("data");
        for (Doc vector : answer.at("embeddings").items()) {
            data.addObject().put("index", data.size() - 1).set("embedding", vector.node());
        }
        JsonNode tokens = answer.node().path(PROMPT_COUNT);
        if (tokens.isNumber()) {
            out.putObject("usage").put("prompt_tokens", tokens.asLong()).put("total_tokens", tokens.asLong());
        }
        return out;
    }

    @Override
    public List<String> models(Bytes list) {
        List<String> names = new ArrayList<>();
        Doc.ofUpstream(list).list("models").forEach(model -> names.add(model.text("name")));
        return names;
    }
}
