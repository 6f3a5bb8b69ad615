package dev.sluice.wire.dialects;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.Dialect;
import org.jspecify.annotations.Nullable;

/** What an answer says itself of how many tokens it took, all in all. */
final class Reported {
    private Reported() {}

    /** The total of an answer, or of the event of a stream that has usage; null if it says none. */
    static @Nullable Long total(Dialect dialect, JsonNode answer) {
        return switch (dialect) {
            case OPENAI -> sum(answer.path("usage"), "total_tokens");
            case RESPONSES -> {
                JsonNode inside = answer.path("response").path("usage");
                yield sum(inside.isObject() ? inside : answer.path("usage"), "total_tokens");
            }
            case ANTHROPIC ->
                sum(
                        answer.path("usage"),
                        "input_tokens",
                        "cache_read_input_tokens",
                        "cache_creation_input_tokens",
                        "output_tokens");
            case GEMINI -> sum(answer.path("usageMetadata"), "totalTokenCount");
            case BEDROCK -> sum(answer.path("usage"), "totalTokens");
            case COHERE -> {
                JsonNode usage = answer.has("delta") ? answer.path("delta").path("usage") : answer.path("usage");
                yield sum(usage.path("billed_units"), "input_tokens", "output_tokens");
            }
        };
    }

    private static @Nullable Long sum(JsonNode usage, String... names) {
        long sum = 0;
        boolean isSaid = false;
        for (String name : names) {
            isSaid |= usage.path(name).isNumber();
            sum += usage.path(name).asLong(0);
        }
        return isSaid ? sum : null;
    }
}
