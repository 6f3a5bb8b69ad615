package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/** {@code usage}: input contains what a cache gave and took, output contains reasoning. */
final class ResponsesUsage {
    private static final long ABSURD = 1_000_000_000;

    private ResponsesUsage() {}

    /** What an answer reports; null if it reports nothing. A report that cannot be true has no usage. */
    static ChatEvent.@Nullable Reported read(JsonNode usage) {
        if (!usage.isObject() || usage.isEmpty()) {
            return null;
        }
        JsonNode inside = usage.path("input_tokens_details");
        JsonNode outside = usage.path("output_tokens_details");
        long input = count(usage.path("input_tokens"));
        long cached = count(inside.path("cached_tokens"));
        long written = count(inside.path("cache_write_tokens"));
        long output = count(usage.path("output_tokens"));
        long reasoning = count(outside.path("reasoning_tokens"));
        if (Math.min(Math.min(Math.min(input, cached), Math.min(written, output)), reasoning) < 0) {
            return new ChatEvent.Reported(null);
        }
        long read = Math.min(input, cached);
        long wrote = Math.min(input - read, written);
        long thought = Math.min(output, reasoning);
        return new ChatEvent.Reported(new Usage(input - read - wrote, read, wrote, output - thought, thought));
    }

    /** A count; -1 if it cannot be true. */
    private static long count(JsonNode number) {
        if (number.isMissingNode() || number.isNull()) {
            return 0;
        }
        boolean isCount = number.isIntegralNumber() && number.canConvertToLong();
        return isCount && number.longValue() <= ABSURD ? Math.max(-1, number.longValue()) : -1;
    }

    static void write(Usage usage, ObjectNode out) {
        out.put("input_tokens", usage.prompt());
        ObjectNode inside = out.putObject("input_tokens_details");
        inside.put("cached_tokens", usage.cacheRead());
        inside.put("cache_write_tokens", usage.cacheWrite());
        out.put("output_tokens", usage.completion());
        out.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        out.put("total_tokens", usage.total());
    }
}
