package dev.sluice.wire.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An application of Dify: it is asked one thing, and has its model, instructions and tools of its own.
 *
 * @see <a href="https://docs.dify.ai/api-reference/chat/send-chat-message">Dify's chat messages</a>
 */
final class DifyShape implements VendorShape {
    private static final String ANSWER = "answer";
    private static final String MESSAGE_ID = "message_id";

    @Override
    public ObjectNode chatRequest(Members asked) {
        ObjectNode out = JsonTree.object();
        JsonNode inputs = asked.take("inputs");
        out.set("inputs", inputs == null ? JsonTree.object() : inputs);
        List<ObjectNode> messages = asked.messages();
        JsonNode conversation = asked.take("conversation_id");
        if (conversation != null) {
            // The application remembers what was said before.
            messages = messages.subList(Math.max(0, messages.size() - 1), messages.size());
            out.set("conversation_id", conversation);
        }
        out.put("query", asked.transcript(messages));
        out.put("response_mode", asked.isStream() ? "streaming" : "blocking");
        JsonNode user = asked.take("user");
        out.put("user", user == null ? "sluice" : user.asText());
        return out;
    }

    @Override
    public ObjectNode chatAnswer(Doc answer) {
        String text = answer.text(ANSWER);
        JsonNode said = answer.node();
        return Completions.whole(said.path(MESSAGE_ID).asText(""), Completions.message(text), "stop", usage(said));
    }

    private static @Nullable ObjectNode usage(JsonNode said) {
        JsonNode usage = said.path("metadata").path("usage");
        return Completions.usage(usage.path("prompt_tokens"), usage.path("completion_tokens"));
    }

    @Override
    public ChunkReader chunks() {
        return new ChunkReader() {
            private boolean done;

            @Override
            public @Nullable ObjectNode read(String event, JsonNode data) {
                String id = data.path(MESSAGE_ID).asText("");
                return switch (data.path("event").asText()) {
                    case "message", "agent_message" ->
                        Completions.chunk(
                                id, Completions.message(data.path(ANSWER).asText("")), null, null);
                    case "message_end" -> {
                        done = true;
                        yield Completions.chunk(id, JsonTree.object(), "stop", usage(data));
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

    @Override
    public @Nullable ObjectNode failure(JsonNode body) {
        boolean failed = body.path("event").asText().equals("error") || (body.has("code") && body.has("message"));
        return failed && !body.has(ANSWER)
                ? Completions.error(
                        body.path("message").asText(""),
                        body.path("code").asText(""),
                        body.path("status").asInt(0))
                : null;
    }
}
