package dev.sluice.wire.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.ChatEvent;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.ToolCounts;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * {@code usage}: input contains what a cache gave and took, output contains reasoning. The service tier stands beside it, and
 * calls of the upstream's own tools are counted from the output's items.
 */
final class ResponsesUsage {
    private static final long ABSURD = 1_000_000_000;
    private static final long UNTRUE = -1;
    /** What clients know; they may refuse others. */
    private static final Set<String> TIERS = Set.of("flex", "priority", "scale");
    /** Items that stand for a call of the upstream's own tools, which it bills by the call. */
    private static final Map<String, String> TOOLS = Map.of(
            "web_search_call", "web_search",
            "file_search_call", "file_search",
            "code_interpreter_call", "code_interpreter",
            "image_generation_call", "image_generation",
            "x_search_call", "x_search");

    private ResponsesUsage() {}

    /** What an answer reports; null if it reports nothing. A report that cannot be true has no usage. */
    static ChatEvent.@Nullable Reported read(JsonNode response) {
        return read(response, calls(response.path("output")));
    }

    /** The same, where these tools have been seen to be called. */
    static ChatEvent.@Nullable Reported read(JsonNode response, ToolCounts calls) {
        JsonNode usage = response.path("usage");
        if (!usage.isObject() || usage.isEmpty()) {
            return null;
        }
        Usage tokens = tokens(usage);
        if (tokens == null) {
            return new ChatEvent.Reported(null);
        }
        String tier = ServiceTiers.unusual(response.path("service_tier").asText(""));
        return new ChatEvent.Reported(
                tokens.with(tokens.rare().withUnits(calls.units()).withTier(tier)));
    }

    private static @Nullable Usage tokens(JsonNode usage) {
        JsonNode inside = usage.path("input_tokens_details");
        JsonNode outside = usage.path("output_tokens_details");
        long input = count(usage, "input_tokens");
        long cached = count(inside, "cached_tokens");
        long written = count(inside, "cache_write_tokens");
        long audio = count(inside, "audio_tokens");
        long image = count(inside, "image_tokens");
        long output = count(usage, "output_tokens");
        long reasoning = count(outside, "reasoning_tokens");
        long spoken = count(outside, "audio_tokens");
        long drawn = count(outside, "image_tokens");
        if (LongStream.of(input, cached, written, audio, image, output, reasoning, spoken, drawn)
                .anyMatch(count -> count == UNTRUE)) {
            return null;
        }
        Parcel in = new Parcel(input);
        Parcel out = new Parcel(output);
        long read = in.take(cached);
        long wrote = in.take(written);
        long thought = out.take(reasoning);
        RareUsage rare = RareUsage.ofTokens(0, in.take(audio), in.take(image), out.take(spoken), out.take(drawn));
        return new Usage(in.rest(), read, wrote, out.rest(), thought, rare);
    }

    /** The calls among the items of an output. */
    static ToolCounts calls(JsonNode output) {
        ToolCounts calls = new ToolCounts();
        output.forEach(item -> count(item, calls));
        return calls;
    }

    /**
     * Counts an item if it is such a call. Only the search itself is billed among the actions of a web search; opening one of
     * the pages is not.
     */
    static void count(JsonNode item, ToolCounts into) {
        String tool = TOOLS.get(item.path("type").asText(""));
        boolean isSearch =
                item.path("action").path("type").asText("search").equals("search") || !"web_search".equals(tool);
        boolean failed = item.path("status").asText("").equals("failed");
        if (tool != null && isSearch && !failed) {
            into.add(tool, 1);
        }
    }

    /** A count; {@link #UNTRUE} if it cannot be true. */
    private static long count(JsonNode in, String name) {
        JsonNode number = in.path(name);
        if (number.isMissingNode() || number.isNull()) {
            return 0;
        }
        boolean isCount = number.isIntegralNumber() && number.canConvertToLong();
        return isCount && number.longValue() <= ABSURD ? Math.max(UNTRUE, number.longValue()) : UNTRUE;
    }

    /** Writes usage, and the tier beside it. The calls are told by the items that stand for them. */
    static void write(Usage usage, ObjectNode response, Losses losses) {
        RareUsage rare = usage.rare();
        boolean isToldTier = rare.tier() == null || TIERS.contains(rare.tier());
        if (!isToldTier || rare.cacheWriteHour() > 0 || !told(rare, response)) {
            losses.add(Loss.USAGE_CLASS);
        }
        ObjectNode out = response.putObject("usage");
        out.put("input_tokens", usage.prompt());
        ObjectNode inside = out.putObject("input_tokens_details");
        inside.put("cached_tokens", usage.cacheRead());
        inside.put("cache_write_tokens", Math.addExact(usage.cacheWrite(), rare.cacheWriteHour()));
        putPositive("audio_tokens", rare.audioInput(), inside);
        putPositive("image_tokens", rare.imageInput(), inside);
        out.put("output_tokens", usage.completion());
        ObjectNode outside = out.putObject("output_tokens_details").put("reasoning_tokens", usage.reasoning());
        putPositive("audio_tokens", rare.audioOutput(), outside);
        putPositive("image_tokens", rare.imageOutput(), outside);
        out.put("total_tokens", usage.total());
        if (rare.tier() != null && isToldTier) {
            response.put("service_tier", rare.tier());
        }
    }

    private static boolean told(RareUsage rare, ObjectNode response) {
        return rare.units().equals(calls(response.path("output")).units());
    }

    private static void putPositive(String name, long count, ObjectNode into) {
        if (count > 0) {
            into.put(name, count);
        }
    }
}
