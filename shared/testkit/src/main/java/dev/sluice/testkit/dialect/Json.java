package dev.sluice.testkit.dialect;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/** JSON as the clients and upstreams of all dialects build and read it. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    static JsonNode missing() {
        return MAPPER.missingNode();
    }

    static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError("no JSON: " + text, e);
        }
    }

    static @Nullable JsonNode orNull(JsonNode node) {
        return node.isMissingNode() ? null : node;
    }

    /** A text, or those of a list of parts together. */
    static String texts(JsonNode content) {
        if (content.isTextual()) {
            return content.asText();
        }
        StringBuilder texts = new StringBuilder();
        content.forEach(part -> texts.append(part.path("text").asText("")));
        return texts.toString();
    }
}
