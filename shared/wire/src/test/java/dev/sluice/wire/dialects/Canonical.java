package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;

/** The form that a request is written in, where its dialect has several ways to say the same. */
public final class Canonical {
    private Canonical() {}

    /** Changes a request to that form. */
    public static JsonNode request(Dialect dialect, JsonNode request) {
        return switch (dialect) {
            case ANTHROPIC -> inBlocks(request);
            case COHERE -> inParts(request);
            // The API's default, to store the answer, is the one thing that is said otherwise.
            case RESPONSES -> request.hasNonNull("store") ? request : ((ObjectNode) request).put("store", false);
            case OPENAI, GEMINI, BEDROCK -> request;
        };
    }

    /** Cohere takes a text alone for the same as a list with one text; so does this. */
    private static JsonNode inParts(JsonNode request) {
        request.path("messages").forEach(message -> list((ObjectNode) message, "content"));
        return request;
    }

    /** A string stands for one block of text: Anthropic says so, and the model does not tell them apart. */
    private static JsonNode inBlocks(JsonNode request) {
        list((ObjectNode) request, "system");
        inParts(request);
        for (JsonNode message : request.path("messages")) {
            for (JsonNode block : message.path("content")) {
                if (block.path("type").asText().equals("tool_result")) {
                    list((ObjectNode) block, "content");
                }
            }
        }
        return request;
    }

    private static void list(ObjectNode in, String name) {
        JsonNode content = in.path(name);
        if (content.isTextual()) {
            in.putArray(name).addObject().put("type", "text").put("text", content.textValue());
        }
    }
}
