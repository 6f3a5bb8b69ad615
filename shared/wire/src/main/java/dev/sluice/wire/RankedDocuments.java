package dev.sluice.wire;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.RerankRequest;
import dev.sluice.model.chat.RerankResponse;
import dev.sluice.model.chat.RerankResponse.Ranked;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What all who rank documents say alike: the request's members, a list of results, and what was used. */
public final class RankedDocuments {
    private static final Set<String> KNOWN = Set.of("model", "query", "documents", "top_n", "return_documents");
    private static final String TEXT = "text";
    private static final String DOCUMENT = "document";
    private static final String BILLED = "billed_units";
    private static final long ABSURD = 1_000_000_000;

    private RankedDocuments() {}

    /** Reads a caller's request. */
    public static RerankRequest request(Doc request, Dialect dialect) {
        Long top = request.integerOrNull("top_n");
        if (top != null && top < 1) {
            throw request.at("top_n").wrong("a positive integer");
        }
        Extras extras = request.rest(dialect, KNOWN);
        return new RerankRequest(
                request.text("model"),
                request.text("query"),
                request.list("documents").stream().map(Doc::raw).toList(),
                top == null ? null : Math.clamp(top, 1, Integer.MAX_VALUE),
                request.flagOrNull("return_documents"),
                extras);
    }

    /** The words of a document, whichever way it is written; null if it has none. */
    public static @Nullable String text(RawJson document) {
        JsonNode node = JsonTree.node(document);
        return node.isTextual() ? node.textValue() : node.path(TEXT).textValue();
    }

    /** Reads a list of results. Those whose place is not in the request are no answer. */
    public static List<Ranked> read(Doc results) {
        return results.items().stream().map(RankedDocuments::ranked).toList();
    }

    private static Ranked ranked(Doc result) {
        JsonNode score = result.at("relevance_score").node();
        if (!score.isNumber()) {
            throw result.at("relevance_score").wrong("a number");
        }
        Long index = result.integerOrNull("index");
        if (index == null || index < 0 || index > Integer.MAX_VALUE) {
            throw result.at("index").wrong("a place in the list of documents");
        }
        Doc document = result.at(DOCUMENT);
        return new Ranked(index.intValue(), score.decimalValue(), document.isAbsent() ? null : document.raw());
    }

    /** Writes results; a document that is a mere text becomes an object, as callers expect it. */
    public static void write(RerankResponse response, @Nullable RerankRequest asked, ObjectNode out) {
        ArrayNode results = out.putArray("results");
        for (Ranked ranked : response.ranked()) {
            ObjectNode result = results.addObject().put("index", ranked.index());
            result.put("relevance_score", ranked.score());
            RawJson document = document(ranked, asked);
            if (document != null) {
                JsonNode node = JsonTree.node(document);
                result.set(DOCUMENT, node.isTextual() ? JsonTree.object().put(TEXT, node.textValue()) : node);
            }
        }
    }

    /** From the request where the upstream does not send it back but the caller wants it. */
    private static @Nullable RawJson document(Ranked ranked, @Nullable RerankRequest asked) {
        if (asked == null || Boolean.FALSE.equals(asked.returnDocuments())) {
            return null;
        }
        boolean missing = ranked.document() == null && Boolean.TRUE.equals(asked.returnDocuments());
        return missing && ranked.index() < asked.documents().size()
                ? asked.documents().get(ranked.index())
                : ranked.document();
    }

    /** Reads what was used, tokens and searches, wherever servers say it; null if it is said nowhere. */
    public static @Nullable Usage usage(JsonNode answer) {
        long searches = count(answer.path("meta").path(BILLED).path("search_units"));
        Usage tokens = tokens(answer);
        return searches == 0 ? tokens : with(searches, tokens == null ? Usage.NONE : tokens);
    }

    /** The same usage with the searches that so many documents are, unless it says how many there were. */
    public static Usage searched(Usage used, int documents) {
        return documents == 0 || searches(used) > 0 ? used : with(RerankResponse.searches(documents), used);
    }

    private static Usage with(long searches, Usage tokens) {
        return tokens.with(RareUsage.NONE.withUnits(Map.of(RerankResponse.SEARCH_UNIT, searches)));
    }

    private static @Nullable Usage tokens(JsonNode answer) {
        JsonNode meta = answer.path("meta");
        for (JsonNode place :
                List.of(answer.path("usage"), answer.path("tokens"), meta.path("tokens"), meta.path(BILLED))) {
            for (String name : List.of("prompt_tokens", "total_tokens", "input_tokens")) {
                long tokens = count(place.path(name));
                if (tokens > 0) {
                    return new Usage(tokens, 0, 0, 0, 0);
                }
            }
        }
        return null;
    }

    private static long count(JsonNode number) {
        return number.isNumber() && number.doubleValue() > 0 && number.doubleValue() < ABSURD ? number.longValue() : 0;
    }

    /** How many searches the upstream billed. */
    public static long searches(@Nullable Usage usage) {
        return usage == null ? 0 : usage.rare().units().getOrDefault(RerankResponse.SEARCH_UNIT, 0L);
    }
}
