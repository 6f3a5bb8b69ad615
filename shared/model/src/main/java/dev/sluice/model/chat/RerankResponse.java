package dev.sluice.model.chat;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents in the order of their relevance.
 *
 * @param model as the upstream names it, empty where it does not
 * @param usage absent when the upstream reported none
 */
public record RerankResponse(
        String model, List<Ranked> ranked, @Nullable Usage usage) {

    /** The unit of usage of upstreams that bill queries, not tokens: one query with up to a hundred documents. */
    public static final String SEARCH_UNIT = "search_unit";

    /** https://docs.cohere.com/docs/how-does-cohere-pricing-work */
    private static final int DOCUMENTS_PER_SEARCH = 100;

    public RerankResponse {
        ranked = List.copyOf(ranked);
    }

    /** How many searches it is to rank so many documents. */
    public static long searches(long documents) {
        return Math.ceilDiv(documents, DOCUMENTS_PER_SEARCH);
    }

    /**
     * One document.
     *
     * @param index its place in the request
     * @param score how well it answers; the scale is the model's
     * @param document itself, if the upstream sent it back
     */
    public record Ranked(
            int index, BigDecimal score, @Nullable RawJson document) {}
}
