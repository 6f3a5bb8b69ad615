package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.json.JsonTree;

/** Schemas of functions, as both of OpenAI's APIs take them. */
public final class OpenAiSchemas {
    private static final String PROPERTIES = "properties";

    private OpenAiSchemas() {}

    /** A function's parameters. OpenAI refuses the schema of an object that does not say what it has. */
    public static JsonNode parameters(RawJson schema) {
        JsonNode node = JsonTree.node(schema);
        if (node instanceof ObjectNode object
                && object.path("type").asText().equals("object")
                && !object.has(PROPERTIES)) {
            object.putObject(PROPERTIES);
        }
        return node;
    }
}
