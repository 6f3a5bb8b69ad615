package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/** Citations of a text block. They rest on the block as a whole, so they have no place in its text. */
final class AnthropicCitations {
    private AnthropicCitations() {}

    /** Reads leniently: what it does not know is in the extras, whole. */
    static Citation read(Doc doc) {
        JsonNode node = doc.node();
        return new Citation(
                text(node, "url"),
                text(node, node.has("document_title") ? "document_title" : "title"),
                text(node, "cited_text"),
                node.path("document_index").canConvertToInt()
                        ? (Integer) node.path("document_index").intValue()
                        : null,
                null,
                null,
                new Extras(Dialect.ANTHROPIC, JsonTree.raw(node)));
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.path(name).isTextual() ? node.path(name).textValue() : null;
    }

    /** Writes a citation of an answer; null if Anthropic has no form for it. */
    static @Nullable JsonNode write(Citation citation, Losses losses) {
        if (citation.extras().isOf(Dialect.ANTHROPIC)) {
            return JsonTree.node(citation.extras().members());
        }
        losses.add(Loss.CITATION); // the place in the answer, and what only the other dialect says
        String cited = citation.cited() == null ? "" : citation.cited();
        ObjectNode out = JsonTree.object();
        if (citation.url() != null) {
            out.put("type", "web_search_result_location").put("cited_text", cited);
            return out.put("encrypted_index", "").put("title", citation.title()).put("url", citation.url());
        }
        if (citation.document() == null) {
            return null;
        }
        out.put("type", "char_location").put("cited_text", cited).put("document_index", citation.document());
        return out.put("document_title", citation.title())
                .put("start_char_index", 0)
                .put("end_char_index", 0)
                .putNull("file_id");
    }
}
