package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.wire.json.JsonTree;
import java.util.Optional;

/** What tools take and give is always a JSON object here; elsewhere it is any text. */
final class GeminiResults {
    private GeminiResults() {}

    static boolean isObject(String text) {
        return object(text).isPresent();
    }

    /** The JSON object that a text is, if it is one. */
    static Optional<ObjectNode> object(String text) {
        if (!text.stripLeading().startsWith("{")) {
            return Optional.empty();
        }
        return JsonTree.parse(text).filter(JsonNode::isObject).map(ObjectNode.class::cast);
    }

    /** The {@code response} for a tool's words, under the names that Google documents for words and for failures. */
    static ObjectNode response(String text, boolean error) {
        Optional<ObjectNode> object = object(text);
        if (object.isPresent() && (!error || object.get().has("error"))) {
            return object.get();
        }
        return JsonTree.object().put(error ? "error" : "output", text);
    }
}
