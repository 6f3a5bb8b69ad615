package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * A bot of Coze (v3), whose id is the model's name. It is always asked to stream, since whole answers would have to be
 * fetched by a second request.
 *
 * @see <a href="https://www.coze.com/open/docs/developer_guides/chat_v3">Coze's chat</a>
 */
final class CozeShape implements VendorShape {
    private static final String CONTENT = "content";
    private static final String PREFIX = "bot-";

    @Override
    public ObjectNode chatRequest(Members asked) {
        String model = asked.model();
        ObjectNode out = JsonTree.object().put("bot_id", model.startsWith(PREFIX) ? model.substring(4) : model);
        JsonNode user = asked.take("user");
        out.put("user_id", user == null ? "sluice" : user.asText());
        out.put("stream", true);
        // What was said stays with the caller, who sends it again.
        out.put("auto_save_history", false);
        ArrayNode messages = out.putArray("additional_messages");
        for (ObjectNode message : asked.messages()) {
            String role = message.path("role").asText();
            boolean spoken = role.equals("user") || role.equals("assistant");
            if (!spoken) {
                asked.lose(Loss.PLACE);
            }
            boolean answer = role.equals("assistant");
            messages.addObject()
                    .put("role", answer ? role : "user")
                    .put("type", answer ? "answer" : "question")
                    .put(CONTENT, asked.text(message.get(CONTENT)))
                    .put("content_type", "text");
        }
        asked.keep(out, "custom_variables");
        return out;
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        throw answer.wrong("a stream of events");
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            private boolean done;

            @Override
            public @Nullable ObjectNode read(String event, JsonNode data) {
                return switch (event) {
                    case "conversation.message.delta" -> delta(data);
                    case "conversation.chat.completed" -> {
                        done = true;
                        JsonNode usage = data.path("usage");
                        ObjectNode tokens = Completions.usage(usage.path("input_count"), usage.path("output_count"));
                        yield Completions.chunk(data.path("id").asText(""), JsonTree.object(), "stop", tokens);
                    }
                    default -> null;
                };
            }

            @Override
            public boolean isDone() {
                return done;
            }
        };
    }

    private static @Nullable ObjectNode delta(JsonNode data) {
        if (!data.path("type").asText("answer").equals("answer")) {
            return null;
        }
        ObjectNode delta = Completions.message(data.path(CONTENT).asText(""));
        String thought = data.path("reasoning_content").asText("");
        if (!thought.isEmpty()) {
            delta.put("reasoning_content", thought);
        }
        return Completions.chunk(data.path("chat_id").asText(""), delta, null, null);
    }

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        boolean failed = body.path("status").asText().equals("failed");
        JsonNode error = failed ? body.path("last_error") : body;
        int code = error.path("code").asInt(0);
        return code == 0 ? null : Completions.error(error.path("msg").asText(""), code + "", status(code));
    }

    /** https://www.coze.com/open/docs/developer_guides/coze_error_codes */
    private static int status(int code) {
        return switch (code) {
            case 4100, 700012006 -> 401;
            case 4101, 4028, 4011 -> 402;
            case 4013, 4019 -> 429;
            case 4200, 4015 -> 404;
            case 5000, 5001 -> 503;
            default -> 400;
        };
    }
}
