package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.wire.json.JsonTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Lists of models: {@code {"models":[{"name"}]}}.
 *
 * @see <a href="https://docs.cohere.com/reference/list-models">Cohere's list</a>
 */
final class CohereModels {
    private static final int MAX_MODELS = 10_000;
    private static final int MAX_NAME = 256;

    private CohereModels() {}

    static Bytes write(ModelList list) {
        ObjectNode out = JsonTree.object();
        ArrayNode models = out.putArray("models");
        list.models().forEach(model -> models.add(node(model)));
        return JsonTree.write(out);
    }

    static Bytes write(ModelList.Model model) {
        return JsonTree.write(node(model));
    }

    private static ObjectNode node(ModelList.Model model) {
        ObjectNode out = JsonTree.object().put("name", model.id());
        out.putArray("endpoints").add("chat");
        out.put("finetuned", false);
        ModelFacts facts = model.facts();
        if (facts != null && facts.contextTokens() != null) {
            out.put("context_length", facts.contextTokens());
        }
        return out;
    }

    /** Reads the names, each once. */
    static List<String> read(Bytes body) {
        JsonNode models = JsonTree.parse(body).map(list -> list.path("models")).orElse(null);
        if (models == null || !models.isArray()) {
            throw new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer is no list of models.");
        }
        Set<String> names = new LinkedHashSet<>();
        for (JsonNode model : models) {
            String name = model.path("name").asText("");
            if (!name.isEmpty() && name.length() <= MAX_NAME && names.size() < MAX_MODELS) {
                names.add(name);
            }
        }
        return List.copyOf(names);
    }
}
