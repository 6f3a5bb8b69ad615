package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A JSON schema within what Anthropic can hold a model to. Bounds that the API refuses go into the description, where the
 * model may still heed them, as Anthropic's own SDKs do it.
 *
 * @see <a href="https://docs.anthropic.com/en/docs/build-with-claude/structured-outputs">Structured outputs</a>
 */
final class AnthropicSchema {
    private static final String OBJECT = "object";
    private static final String ADDITIONAL = "additionalProperties";
    private static final String MIN_ITEMS = "minItems";
    private static final String FORMAT = "format";
    private static final String DESCRIPTION = "description";
    private static final Set<String> REFUSED = Set.of(
            "minimum",
            "maximum",
            "exclusiveMinimum",
            "exclusiveMaximum",
            "multipleOf",
            "minLength",
            "maxLength",
            "maxItems",
            "uniqueItems",
            "contains",
            "minContains",
            "maxContains",
            "unevaluatedItems",
            "minProperties",
            "maxProperties",
            "patternProperties",
            "propertyNames",
            "unevaluatedProperties",
            "dependentRequired",
            "dependentSchemas",
            "not",
            "if",
            "then",
            "else");
    private static final Set<String> FORMATS =
            Set.of("date-time", "time", "date", "duration", "email", "hostname", "uri", "ipv4", "ipv6", "uuid");
    /** Members whose values are schemas by name; the names are the caller's, whatever they look like. */
    private static final List<String> NAMED = List.of("properties", "$defs", "definitions");

    private static final List<String> LISTED = List.of("anyOf", "allOf", "prefixItems");

    private boolean lost;

    private AnthropicSchema() {}

    /** Changes the schema where the API would refuse it; says whether it allows more, or less, than before. */
    static boolean fit(JsonNode schema) {
        AnthropicSchema walk = new AnthropicSchema();
        walk.visit(schema);
        return walk.lost;
    }

    /** What stands in {@code enum}, {@code const} and {@code default} is no schema. */
    private void visit(JsonNode node) {
        if (node instanceof ArrayNode array) {
            array.forEach(this::visit);
        } else if (node instanceof ObjectNode schema) {
            NAMED.forEach(name -> schema.path(name).forEach(this::visit));
            alternatives(schema);
            LISTED.forEach(name -> visit(schema.path(name)));
            visit(schema.path("items"));
            strip(schema);
            close(schema);
        }
    }

    /** The API knows only this of the two words. */
    private void alternatives(ObjectNode schema) {
        if (schema.path("oneOf").isArray() && !schema.has("anyOf")) {
            lost = true;
            schema.set("anyOf", schema.remove("oneOf"));
        }
    }

    private void strip(ObjectNode schema) {
        List<String> refused = new ArrayList<>();
        for (Map.Entry<String, JsonNode> member : schema.properties()) {
            if (isRefused(member.getKey(), member.getValue())) {
                refused.add(member.getKey());
            }
        }
        if (refused.isEmpty()) {
            return;
        }
        lost = true;
        String words = refused.stream()
                .map(name -> name + ": " + schema.remove(name))
                .collect(Collectors.joining(", ", "{", "}"));
        String description = schema.path(DESCRIPTION).asText("");
        schema.put(DESCRIPTION, description.isEmpty() ? words : description + "\n\n" + words);
    }

    private static boolean isRefused(String name, JsonNode value) {
        return switch (name) {
            case MIN_ITEMS -> value.asDouble() > 1;
            case FORMAT -> !FORMATS.contains(value.asText());
            default -> REFUSED.contains(name);
        };
    }

    /** The API takes only objects that say {@code additionalProperties: false}: the answer may say less than was allowed. */
    private void close(ObjectNode schema) {
        JsonNode more = schema.path(ADDITIONAL);
        boolean isClosed = more.isBoolean() && !more.booleanValue();
        if (isObject(schema) && !isClosed) {
            lost = true;
            schema.put(ADDITIONAL, false);
        }
    }

    private static boolean isObject(ObjectNode schema) {
        JsonNode type = schema.path("type");
        if (type.isArray()) {
            return type.valueStream().anyMatch(one -> one.asText().equals(OBJECT));
        }
        return type.isMissingNode()
                ? schema.path("properties").isObject()
                : type.asText().equals(OBJECT);
    }
}
