package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * The grammar of a custom tool's text. Chat Completions have its syntax and definition inside {@code grammar}, Responses
 * beside {@code type}; the model has it as Responses do.
 */
final class OpenAiGrammar {
    private static final String GRAMMAR = "grammar";

    private OpenAiGrammar() {}

    static @Nullable RawJson read(Doc format) {
        if (format.isAbsent()) {
            return null;
        }
        boolean isOnlyThat = isGrammar(format.node()) && format.node().size() == 2;
        if (!isOnlyThat || !(format.node().get(GRAMMAR) instanceof ObjectNode grammar) || !isFlat(grammar)) {
            return format.raw();
        }
        ObjectNode flat = JsonTree.object().put("type", GRAMMAR);
        flat.setAll(grammar);
        return JsonTree.raw(flat);
    }

    static JsonNode write(RawJson format) {
        JsonNode flat = JsonTree.node(format);
        if (!isGrammar(flat) || !(flat instanceof ObjectNode grammar)) {
            return flat;
        }
        grammar.remove("type");
        if (!isFlat(grammar)) {
            return grammar.put("type", GRAMMAR);
        }
        ObjectNode nested = JsonTree.object().put("type", GRAMMAR);
        nested.set(GRAMMAR, grammar);
        return nested;
    }

    private static boolean isFlat(ObjectNode grammar) {
        return grammar.has("definition") && !grammar.has("type") && !grammar.has(GRAMMAR);
    }

    private static boolean isGrammar(JsonNode format) {
        return format.path("type").asText().equals(GRAMMAR);
    }
}
