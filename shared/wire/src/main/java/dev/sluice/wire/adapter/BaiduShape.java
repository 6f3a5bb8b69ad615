package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Baidu's Wenxin Workshop (v1), which knows functions, one call at a time, and no ids of calls.
 *
 * @see <a href="https://cloud.baidu.com/doc/WENXINWORKSHOP/s/clntwmv7t">Baidu's ERNIE</a>
 */
final class BaiduShape implements VendorShape {
    private static final String CONTENT = "content";
    private static final String FUNCTION = "function";
    private static final String FUNCTION_CALL = "function_call";
    private static final String TOOL_CALLS = "tool_calls";
    private static final String ARGUMENTS = "arguments";
    private static final String NAME = "name";
    private static final String USAGE = "usage";

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object();
        messages(asked, out);
        if (asked.isStream()) {
            out.put("stream", true);
        }
        asked.keep(out, "temperature", "top_p", "penalty_score", "disable_search", "enable_citation");
        asked.move("user", out, "user_id").moveCap(out, "max_output_tokens");
        stop(asked, out);
        functions(asked, out);
        return out;
    }

    private static void messages(Members asked, ObjectNode out) {
        ArrayNode messages = out.putArray("messages");
        StringBuilder system = new StringBuilder();
        for (ObjectNode message : asked.messages()) {
            String text = asked.text(message.get(CONTENT));
            switch (message.path("role").asText()) {
                case "system" -> system.append(system.isEmpty() ? "" : "\n").append(text);
                case "tool" ->
                    messages.addObject()
                            .put("role", FUNCTION)
                            .put(NAME, called(messages))
                            .put(CONTENT, text);
                default -> message(asked, message, text, messages);
            }
        }
        if (!system.isEmpty()) {
            out.put("system", system.toString());
        }
    }

    private static void message(Members asked, ObjectNode message, String text, ArrayNode messages) {
        ObjectNode written =
                messages.addObject().put("role", message.path("role").asText()).put(CONTENT, text);
        JsonNode calls = message.path(TOOL_CALLS);
        if (!calls.isEmpty()) {
            JsonNode function = calls.path(0).path(FUNCTION);
            written.putObject(FUNCTION_CALL)
                    .put(NAME, function.path(NAME).asText())
                    .put(ARGUMENTS, function.path(ARGUMENTS).asText());
            if (calls.size() > 1) {
                asked.lose(Loss.PARALLEL_TOOLS);
            }
        }
    }

    /** The function that was called last, whose result this is. */
    private static String called(ArrayNode messages) {
        for (int i = messages.size() - 1; i >= 0; i--) {
            JsonNode call = messages.get(i).path(FUNCTION_CALL);
            if (call.isObject()) {
                return call.path(NAME).asText();
            }
        }
        return FUNCTION;
    }

    private static void stop(Members asked, ObjectNode out) {
        JsonNode stop = asked.take("stop");
        if (stop != null) {
            ArrayNode all = out.putArray("stop");
            (stop.isArray() ? stop : List.of(stop)).forEach(all::add);
        }
    }

    private static void functions(Members asked, ObjectNode out) {
        JsonNode tools = asked.take("tools");
        if (tools != null) {
            ArrayNode functions = out.putArray("functions");
            tools.forEach(tool -> functions.add(tool.path(FUNCTION)));
        }
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        if (!answer.at("result").isText()) {
            throw answer.at("result").wrong("a string");
        }
        JsonNode said = answer.node();
        ObjectNode usage = usage(said);
        return Completions.whole(said.path("id").asText(""), message(said), finish(said), usage);
    }

    private static ObjectNode message(JsonNode said) {
        ObjectNode message = Completions.message(said.path("result").asText(""));
        JsonNode call = said.path(FUNCTION_CALL);
        if (call.isObject()) {
            String id = "call_" + said.path("id").asText("");
            message.putArray(TOOL_CALLS)
                    .add(Completions.toolCall(
                            0,
                            id,
                            call.path(NAME).asText(),
                            call.path(ARGUMENTS).asText()));
        }
        return message;
    }

    private static String finish(JsonNode said) {
        if (said.path(FUNCTION_CALL).isObject()) {
            return TOOL_CALLS;
        }
        String finish = said.path("finish_reason").asText("");
        boolean cut = said.path("is_truncated").asBoolean(false) || finish.equals("length");
        return cut ? "length" : finish.equals("content_filter") ? finish : "stop";
    }

    private static @Nullable ObjectNode usage(JsonNode said) {
        JsonNode usage = said.path(USAGE);
        return Completions.usage(usage.path("prompt_tokens"), usage.path("completion_tokens"));
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            private boolean done;

            @Override
            public ObjectNode read(String event, JsonNode data) {
                done = data.path("is_end").asBoolean(false);
                String id = data.path("id").asText("");
                return Completions.chunk(id, message(data), done ? finish(data) : null, usage(data));
            }

            @Override
            public boolean isDone() {
                return done;
            }
        };
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        // The token door has OAuth's words.
        String oauth = body.path("error").asText("");
        if (!oauth.isEmpty()) {
            return Completions.error(body.path("error_description").asText(oauth), oauth, 401);
        }
        int code = body.path("error_code").asInt(0);
        return code == 0 ? null : Completions.error(body.path("error_msg").asText(""), code + "", status(code));
    }

    /** https://cloud.baidu.com/doc/WENXINWORKSHOP/s/tlmyncueh */
    private static int status(int code) {
        return switch (code) {
            case 4, 18, 336501, 336502, 336503, 336504, 336505 -> 429;
            case 6, 13, 14, 15, 100, 110, 111 -> 401;
            case 17, 19 -> 402;
            case 3 -> 404;
            case 1, 2, 336000, 336100 -> 503;
            default -> 400;
        };
    }

    @Override
    public ObjectNode embeddingRequest(Members asked) {
        ObjectNode out = JsonTree.object();
        JsonNode input = asked.take("input");
        ArrayNode texts = out.putArray("input");
        if (input != null) {
            (input.isArray() ? input : List.of(input)).forEach(texts::add);
        }
        asked.move("user", out, "user_id");
        return out;
    }

    /** OpenAI's own shape. */
    @Override
    public ObjectNode embeddingAnswer(Doc answer) {
        return (ObjectNode) answer.node();
    }
}
