package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.wire.json.JsonTree;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Brings a request's member names into one form. Google takes {@code system_instruction} for {@code systemInstruction}, as
 * every reader of Protocol Buffers' JSON does (https://protobuf.dev/programming-guides/json/), and so SDKs send both. What
 * is the caller's own (arguments, results, labels, names of properties) is left alone.
 */
final class GeminiNames {
    private static final Set<String> FREE = Set.of(
            "args",
            "labels",
            "partMetadata",
            "parametersJsonSchema",
            "responseJsonSchema",
            "_responseJsonSchema",
            "customConfigs",
            "headers");
    private static final Set<String> SCHEMAS = Set.of("parameters", "responseSchema");
    private static final Set<String> VALUES_OF_SCHEMAS = Set.of("default", "example", "enum", "required");

    /** What the names of an object are. */
    private enum Names {
        /** Google's. */
        MESSAGE,
        /** Google's, of a schema. */
        SCHEMA,
        /** The caller's, each with a schema. */
        PROPERTIES,
        /** The caller's. */
        FREE
    }

    private GeminiNames() {}

    /**
     * The same document with camel-case names.
     *
     * @throws GatewayException of kind {@code MALFORMED} if a member is there in both forms
     */
    static JsonNode camel(JsonNode document) {
        return camel(document, Names.MESSAGE, "");
    }

    private static JsonNode camel(JsonNode node, Names names, String parent) {
        if (names == Names.FREE || !node.isContainerNode()) {
            return node;
        }
        if (node instanceof ArrayNode items) {
            ArrayNode camel = items.arrayNode(items.size());
            items.forEach(item -> camel.add(camel(item, names, parent)));
            return camel;
        }
        ObjectNode camel = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : node.properties()) {
            String name = names == Names.PROPERTIES ? member.getKey() : camel(member.getKey());
            if (camel.has(name)) {
                throw new GatewayException(Kind.MALFORMED, "'" + name + "' is there twice, in two ways of writing.");
            }
            camel.set(name, camel(member.getValue(), below(names, parent, name), name));
        }
        return camel;
    }

    private static Names below(Names names, String parent, String name) {
        return switch (names) {
            case PROPERTIES -> Names.SCHEMA;
            case SCHEMA ->
                name.equals("properties")
                        ? Names.PROPERTIES
                        : VALUES_OF_SCHEMAS.contains(name) ? Names.FREE : Names.SCHEMA;
            case FREE -> Names.FREE;
            case MESSAGE -> {
                // A function's declaration has the schema of its response, a function's response has the response
                // itself.
                if (name.equals("response")) {
                    yield parent.equals("functionResponse") ? Names.FREE : Names.SCHEMA;
                }
                yield FREE.contains(name) ? Names.FREE : SCHEMAS.contains(name) ? Names.SCHEMA : Names.MESSAGE;
            }
        };
    }

    /** {@code inline_data} becomes {@code inlineData}. */
    static String camel(String name) {
        int underscore = name.indexOf('_', 1);
        if (underscore < 0) {
            return name;
        }
        StringBuilder camel = new StringBuilder(name.substring(0, underscore));
        for (int i = underscore; i < name.length(); i++) {
            boolean raise = name.charAt(i) == '_' && i + 1 < name.length();
            camel.append(raise ? name.substring(++i, i + 1).toUpperCase(Locale.ROOT) : name.substring(i, i + 1));
        }
        return camel.toString();
    }
}
