package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Citations, of which Bedrock says where the cited words stand, but not which words of the answer rest on them. */
final class BedrockCitations {
    private static final List<String> IN_DOCUMENT = List.of("documentChar", "documentPage", "documentChunk");

    private BedrockCitations() {}

    static Citation read(JsonNode citation) {
        JsonNode location = citation.path("location");
        List<String> words = new ArrayList<>();
        citation.path("sourceContent")
                .forEach(piece -> words.add(piece.path("text").asText()));
        return new Citation(
                text(location.path("web").path("url")),
                text(citation.path("title")),
                words.isEmpty() ? null : String.join("", words),
                document(location),
                null,
                null,
                new Extras(Dialect.BEDROCK, JsonTree.raw(citation)));
    }

    static JsonNode write(Citation citation, Losses losses) {
        if (citation.extras().isOf(Dialect.BEDROCK)) {
            return JsonTree.node(citation.extras().members());
        }
        // What is lost is where in the answer the cited passage stands.
        losses.addIfPresent(Loss.CITATION, citation.from());
        ObjectNode out = JsonTree.object();
        if (citation.title() != null) {
            out.put("title", citation.title());
        }
        if (citation.cited() != null) {
            out.putArray("sourceContent").addObject().put("text", citation.cited());
        }
        if (citation.url() != null) {
            out.putObject("location").putObject("web").put("url", citation.url());
        } else if (citation.document() != null) {
            out.putObject("location").putObject("documentChunk").put("documentIndex", citation.document());
        }
        return out;
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static @Nullable Integer document(JsonNode location) {
        for (String kind : IN_DOCUMENT) {
            JsonNode index = location.path(kind).path("documentIndex");
            if (index.isInt() && index.intValue() >= 0) {
                return index.intValue();
            }
        }
        return null;
    }
}
