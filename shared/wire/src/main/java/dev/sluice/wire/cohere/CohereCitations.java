package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.wire.json.JsonTree;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Between Cohere's citations, which may name several sources, and the model's, which name one each: the first of them has
 * the whole as its extras, and those after it are left out when it is written again.
 */
final class CohereCitations {
    private static final String AUTOMATIC = "doc:";
    private static final int MAX_DOCUMENT_DIGITS = 6;

    private CohereCitations() {}

    /** One citation for each source; one without a source, if there is none; none for what is no citation. */
    static List<Citation> read(JsonNode json) {
        if (!json.isObject()) {
            return List.of();
        }
        Extras whole = new Extras(Dialect.COHERE, JsonTree.raw(json));
        List<Citation> citations = new ArrayList<>();
        for (JsonNode source : json.path("sources")) {
            citations.add(citation(json, source, citations.isEmpty() ? whole : Extras.NONE));
        }
        return citations.isEmpty() ? List.of(citation(json, JsonTree.object(), whole)) : citations;
    }

    private static Citation citation(JsonNode json, JsonNode source, Extras extras) {
        JsonNode content = source.path(source.has("document") ? "document" : "tool_output");
        String url = text(content.path("url"));
        String id = text(source.path("id"));
        boolean isUrl = id != null && (id.startsWith("https://") || id.startsWith("http://"));
        return new Citation(
                url == null && isUrl ? id : url,
                text(content.path("title")),
                text(json.path("text")),
                document(id),
                number(json.path("start")),
                number(json.path("end")),
                extras);
    }

    private static @Nullable String text(JsonNode node) {
        return node.isTextual() ? node.textValue() : null;
    }

    private static @Nullable Integer number(JsonNode node) {
        return node.canConvertToInt() && node.isIntegralNumber() && node.intValue() >= 0 ? node.intValue() : null;
    }

    /** Documents without an id of their own are called {@code doc:0}, {@code doc:1} and so on. */
    private static @Nullable Integer document(@Nullable String id) {
        if (id == null || !id.startsWith(AUTOMATIC)) {
            return null;
        }
        String digits = id.substring(AUTOMATIC.length());
        boolean isNumber = !digits.isEmpty()
                && digits.length() <= MAX_DOCUMENT_DIGITS
                && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return isNumber ? Integer.valueOf(digits) : null;
    }

    /** How many citations of a list this one stands for: itself, and those after it with its other sources. */
    static int span(Citation citation) {
        if (!citation.extras().isOf(Dialect.COHERE)) {
            return 1;
        }
        return Math.max(
                1, JsonTree.node(citation.extras().members()).path("sources").size());
    }

    /**
     * Writes a citation.
     *
     * @param content position of the text among the content blocks
     */
    static ObjectNode write(Citation citation, int content) {
        ObjectNode out = JsonTree.object();
        if (citation.extras().isOf(Dialect.COHERE)) {
            JsonTree.node(citation.extras().members())
                    .properties()
                    .forEach(member -> out.set(member.getKey(), member.getValue()));
            return out;
        }
        if (citation.from() != null && citation.to() != null) {
            out.put("start", citation.from()).put("end", citation.to());
        }
        if (citation.cited() != null) {
            out.put("text", citation.cited());
        }
        source(citation, out.putArray("sources").addObject());
        return out.put("type", "TEXT_CONTENT").put("content_index", content);
    }

    private static void source(Citation citation, ObjectNode out) {
        out.put("type", "document");
        ObjectNode document = JsonTree.object();
        if (citation.document() != null) {
            out.put("id", AUTOMATIC + citation.document());
        } else if (citation.url() != null) {
            out.put("id", citation.url());
        }
        if (citation.title() != null) {
            document.put("title", citation.title());
        }
        if (citation.url() != null) {
            document.put("url", citation.url());
        }
        out.set("document", document);
    }
}
