package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.dialect.Heard.HeardError;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Puts a streamed answer together, and insists on its order: one block after another, none of which overlap. */
final class BedrockEar {
    private final ObjectNode message = JsonNodeFactory.instance.objectNode();
    private String stopReason = "";
    private JsonNode usage = MissingNode.getInstance();
    private @Nullable HeardError error;

    private int index = -1;
    private boolean open;
    private ObjectNode block = JsonNodeFactory.instance.objectNode();
    private final StringBuilder input = new StringBuilder();

    Heard hear(List<AwsBytes.Message> messages) {
        for (AwsBytes.Message event : messages) {
            JsonNode data = Json.tree(event.payload());
            String kind = event.headers().getOrDefault(":message-type", "");
            if (kind.equals("exception")) {
                error = new HeardError(
                        event.headers().getOrDefault(":exception-type", ""),
                        data.path("message").asText());
            } else {
                check(kind.equals("event"), "a message type");
                take(event.headers().getOrDefault(":event-type", ""), data);
            }
        }
        if (open) {
            check(error != null || stopReason.isEmpty(), "blocks that have ended");
            message.withArray("content").add(block);
        }
        return BedrockClient.heard(message, stopReason, usage, error);
    }

    private void take(String name, JsonNode data) {
        switch (name) {
            case "messageStart" -> {
                check(!message.has("role"), "one start");
                message.put("role", data.path("role").asText());
                message.putArray("content");
            }
            case "contentBlockStart" -> {
                begin(data);
                block.setAll((ObjectNode) data.path("start").deepCopy());
            }
            case "contentBlockDelta" -> {
                if (!open) {
                    begin(data);
                }
                check(data.path("contentBlockIndex").asInt(-1) == index, "deltas of the open block");
                delta(data.path("delta"));
            }
            case "contentBlockStop" -> stop(data);
            case "messageStop" -> {
                check(!open, "blocks that have ended");
                stopReason = data.path("stopReason").asText();
            }
            case "metadata" -> usage = data.path("usage");
            default -> throw new AssertionError("an unknown event: " + name);
        }
    }

    private void begin(JsonNode data) {
        check(message.has("role") && !open, "a block after the one before");
        check(data.path("contentBlockIndex").asInt(-1) == index + 1, "indexes without gaps");
        index++;
        open = true;
        block = JsonNodeFactory.instance.objectNode();
        input.setLength(0);
    }

    private void delta(JsonNode delta) {
        if (delta.has("text")) {
            block.put("text", block.path("text").asText() + delta.path("text").asText());
        } else if (delta.has("toolUse")) {
            input.append(delta.path("toolUse").path("input").asText());
        } else if (delta.has("reasoningContent")) {
            thought(delta.path("reasoningContent"));
        }
    }

    private void thought(JsonNode delta) {
        ObjectNode content = block.withObject("/reasoningContent");
        if (delta.has("redactedContent")) {
            content.set("redactedContent", delta.path("redactedContent"));
            return;
        }
        ObjectNode text = content.withObject("/reasoningText");
        text.put("text", text.path("text").asText() + delta.path("text").asText());
        if (delta.has("signature")) {
            text.put("signature", delta.path("signature").asText());
        }
    }

    private void stop(JsonNode data) {
        check(open && data.path("contentBlockIndex").asInt(-1) == index, "the end of the open block");
        open = false;
        if (block.path("toolUse") instanceof ObjectNode use) {
            use.set("input", Json.tree(input.isEmpty() ? "{}" : input.toString()));
        }
        message.withArray("content").add(block);
    }

    private static void check(boolean holds, String expected) {
        if (!holds) {
            throw new AssertionError("expected in the stream: " + expected);
        }
    }
}
