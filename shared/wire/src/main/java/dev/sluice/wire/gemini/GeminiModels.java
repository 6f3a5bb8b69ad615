package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Lists of models, as callers see them and as upstreams give them (https://ai.google.dev/api/models). */
final class GeminiModels {
    private static final String PREFIX = "models/";
    private static final int MOST = 10_000;
    private static final List<String> CHAT = List.of("generateContent", "streamGenerateContent", "countTokens");
    private static final List<String> EMBEDDING = List.of("embedContent", "batchEmbedContents");

    private GeminiModels() {}

    static Bytes write(ModelList list) {
        ObjectNode written = JsonTree.object();
        ArrayNode models = written.putArray("models");
        list.models().forEach(model -> models.add(node(model)));
        return JsonTree.write(written);
    }

    static Bytes write(ModelList.Model model) {
        return JsonTree.write(node(model));
    }

    private static ObjectNode node(ModelList.Model model) {
        ModelFacts facts = model.facts();
        ObjectNode node = JsonTree.object()
                .put("name", PREFIX + model.id())
                .put("version", "001")
                .put("displayName", model.id())
                .put("description", "Served by " + model.ownedBy() + ".");
        if (facts != null) {
            limit("inputTokenLimit", facts.contextTokens(), node);
            limit("outputTokenLimit", facts.outputTokens(), node);
            if (facts.features().contains("reasoning")) {
                node.put("thinking", true);
            }
        }
        ArrayNode methods = node.putArray("supportedGenerationMethods");
        (isEmbedding(facts) ? EMBEDDING : CHAT).forEach(methods::add);
        return node;
    }

    private static boolean isEmbedding(@Nullable ModelFacts facts) {
        return facts != null
                && (facts.outputs().contains("embedding") || facts.features().contains("embedding"));
    }

    private static void limit(String name, @Nullable Integer tokens, ObjectNode node) {
        if (tokens != null) {
            node.put(name, tokens);
        }
    }

    /** The names of Google's list, and of Vertex's ({@code publishers/google/models/…}), without what stands before them. */
    static List<String> read(Bytes body) {
        Doc list = Doc.ofUpstream(body);
        Set<String> names = new LinkedHashSet<>();
        String key = list.has("publisherModels") ? "publisherModels" : "models";
        if (!list.has(key)) {
            throw list.at(key).wrong("a list of models");
        }
        for (Doc model : list.list(key)) {
            String name = model.textOr("name", "");
            String id = name.substring(name.lastIndexOf(PREFIX) < 0 ? 0 : name.lastIndexOf(PREFIX) + PREFIX.length());
            if (!id.isEmpty() && names.size() < MOST) {
                names.add(id);
            }
        }
        return List.copyOf(names);
    }
}
