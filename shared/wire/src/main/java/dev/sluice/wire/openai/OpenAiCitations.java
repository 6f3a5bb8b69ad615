package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Citation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Citations as {@code annotations}: web pages, by the places in the text that rest on them. */
final class OpenAiCitations {
    private static final String TYPE = "url_citation";
    private static final Set<String> KNOWN = Set.of("url", "title", "start_index", "end_index");

    private OpenAiCitations() {}

    /** Reads those of a message or delta; other kinds of annotation are kept as extras. */
    static List<Citation> read(Doc message) {
        Doc annotations = message.at("annotations");
        return annotations.isArray()
                ? annotations.items().stream()
                        .filter(Doc::isObject)
                        .map(OpenAiCitations::citation)
                        .toList()
                : List.of();
    }

    private static Citation citation(Doc annotation) {
        Doc page = annotation.at(TYPE);
        String url = page.at("url").node().textValue();
        if (url == null) {
            Extras whole = annotation.rest(Dialect.OPENAI, Set.of());
            return new Citation(null, null, null, null, null, null, whole);
        }
        Extras extras = new OpenAiRest()
                .of(annotation, Set.of("type", TYPE))
                .inside(TYPE, page, KNOWN)
                .extras();
        String title = page.at("title").node().textValue();
        return new Citation(url, title, null, null, place(page, "start_index"), place(page, "end_index"), extras);
    }

    private static @Nullable Integer place(Doc page, String name) {
        Doc place = page.at(name);
        return place.node().canConvertToInt() && place.node().isIntegralNumber()
                ? place.node().intValue()
                : null;
    }

    /**
     * Writes a citation; null if it names no page.
     *
     * @param from where the cited part begins in the message's text, in characters
     * @param to where it ends, for a citation that does not say
     */
    static @Nullable ObjectNode write(Citation citation, int from, int to, Losses losses) {
        boolean isOwn = citation.extras().isOf(Dialect.OPENAI);
        if (citation.url() == null && !isOwn) {
            losses.add(Loss.CITATION);
            return null;
        }
        losses.addIfPresent(Loss.CITATION, citation.cited());
        losses.addIfPresent(Loss.CITATION, citation.document());
        ObjectNode out = JsonTree.object();
        if (citation.url() != null) {
            out.put("type", TYPE);
            ObjectNode page = out.putObject(TYPE)
                    .put("url", citation.url())
                    .put("title", citation.title() == null ? "" : citation.title())
                    .put("start_index", citation.from() == null ? from : from + citation.from())
                    .put("end_index", citation.to() == null ? to : from + citation.to());
            if (isOwn && citation.title() == null) {
                page.remove("title");
            }
        }
        losses.carry(citation.extras(), Dialect.OPENAI, out);
        return out;
    }
}
