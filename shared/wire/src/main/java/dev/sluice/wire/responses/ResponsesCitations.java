package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
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

/** Annotations of a text. */
final class ResponsesCitations {
    private ResponsesCitations() {}

    static List<Citation> read(JsonNode annotations) {
        List<Citation> citations = new ArrayList<>();
        for (JsonNode annotation : annotations) {
            if (annotation.isObject()) {
                citations.add(citation(annotation));
            }
        }
        return citations;
    }

    static Citation citation(JsonNode annotation) {
        String title = text(annotation, "title");
        return new Citation(
                text(annotation, "url"),
                title == null ? text(annotation, "filename") : title,
                null,
                null,
                integer(annotation, "start_index"),
                integer(annotation, "end_index"),
                new Extras(Dialect.RESPONSES, JsonTree.raw(annotation)));
    }

    /** Adds annotations; those that this dialect has no form for are lost. */
    static void write(List<Citation> citations, ArrayNode out, Losses losses) {
        for (Citation citation : citations) {
            JsonNode annotation = write(citation, losses);
            if (annotation != null) {
                out.add(annotation);
            }
        }
    }

    static @Nullable JsonNode write(Citation citation, Losses losses) {
        if (citation.extras().isOf(Dialect.RESPONSES)) {
            return JsonTree.node(citation.extras().members());
        }
        String url = citation.url();
        if (url == null) {
            losses.add(Loss.CITATION);
            return null;
        }
        losses.addIfPresent(Loss.CITATION, citation.cited());
        losses.addIfPresent(Loss.CITATION, citation.document());
        ObjectNode annotation = JsonTree.object();
        annotation.put("type", "url_citation");
        annotation.put("start_index", citation.from() == null ? 0 : citation.from());
        annotation.put("end_index", citation.to() == null ? 0 : citation.to());
        annotation.put("url", url);
        annotation.put("title", citation.title() == null ? url : citation.title());
        return annotation;
    }

    private static @Nullable String text(JsonNode node, String name) {
        return node.path(name).textValue();
    }

    private static @Nullable Integer integer(JsonNode node, String name) {
        JsonNode number = node.path(name);
        return number.isIntegralNumber() && number.canConvertToInt() ? number.intValue() : null;
    }
}
