package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes JSON Schema of Google's own schemas, a subset of OpenAPI 3.0's with types in capitals, {@code nullable}, and bounds
 * as strings (https://ai.google.dev/api/caching#Schema).
 */
final class GeminiSchemas {
    private static final Set<String> COUNTS =
            Set.of("minItems", "maxItems", "minProperties", "maxProperties", "minLength", "maxLength");
    /** An order of properties is advice to Gemini alone. */
    private static final Set<String> DROPPED = Set.of("propertyOrdering", "nullable");

    private GeminiSchemas() {}

    static RawJson jsonSchema(JsonNode schema) {
        return JsonTree.raw(convert(schema));
    }

    private static JsonNode convert(JsonNode schema) {
        if (!schema.isObject()) {
            return schema;
        }
        ObjectNode json = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (!DROPPED.contains(member.getKey())) {
                member(member.getKey(), member.getValue(), json);
            }
        }
        if (schema.path("nullable").asBoolean(false)) {
            allowNull(json);
        }
        return json;
    }

    private static void member(String name, JsonNode value, ObjectNode json) {
        switch (name) {
            case "type" -> json.set(name, type(value));
            case "items" -> json.set(name, convert(value));
            case "anyOf" -> {
                ArrayNode choices = json.putArray(name);
                value.forEach(choice -> choices.add(convert(choice)));
            }
            case "properties" -> {
                ObjectNode properties = json.putObject(name);
                value.properties().forEach(p -> properties.set(p.getKey(), convert(p.getValue())));
            }
            case "example" -> json.putArray("examples").add(value);
            default -> json.set(name, COUNTS.contains(name) ? number(value) : value);
        }
    }

    private static JsonNode type(JsonNode type) {
        return type.isTextual() ? new TextNode(type.textValue().toLowerCase(Locale.ROOT)) : type;
    }

    private static JsonNode number(JsonNode value) {
        boolean digits = value.isTextual() && value.textValue().matches("\\d{1,18}");
        return digits ? JsonTree.object().numberNode(Long.parseLong(value.textValue())) : value;
    }

    private static void allowNull(ObjectNode json) {
        if (json.path("type").isTextual()) {
            String type = json.path("type").textValue();
            json.putArray("type").add(type).add("null");
        } else if (json.path("anyOf") instanceof ArrayNode choices) {
            choices.addObject().put("type", "null");
        }
        if (json.path("enum") instanceof ArrayNode values) {
            values.addNull();
        }
    }
}
