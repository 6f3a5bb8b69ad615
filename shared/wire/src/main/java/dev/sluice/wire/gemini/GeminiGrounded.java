package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.wire.ToolCounts;

/**
 * How often Google's own tools have been called for a candidate, by its {@code groundingMetadata}. Google bills newer models
 * by the search, older ones by the grounded request: what is told is the number of searches, at least one if Google wants its
 * suggestions shown. Sources alone say nothing: reading a page that the caller named gives them too.
 *
 * @see <a href="https://ai.google.dev/gemini-api/docs/google-search">grounding with Google Search</a>
 */
final class GeminiGrounded {
    static final String SEARCH = "google_search";
    static final String MAPS = "google_maps";

    private GeminiGrounded() {}

    static void count(JsonNode grounding, ToolCounts into) {
        int searches = 0;
        // Google does not bill searches for nothing.
        for (JsonNode query : grounding.path("webSearchQueries")) {
            searches += query.asText("").isBlank() ? 0 : 1;
        }
        boolean searched = grounding.path("searchEntryPoint").isObject();
        into.add(SEARCH, Math.max(searches, searched ? 1 : 0));
        into.add(MAPS, hasPlaces(grounding) ? 1 : 0);
    }

    private static boolean hasPlaces(JsonNode grounding) {
        for (JsonNode chunk : grounding.path("groundingChunks")) {
            if (chunk.has("maps")) {
                return true;
            }
        }
        return false;
    }
}
