package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * {@code usageMetadata}, both ways. The prompt's count contains what a cache gave; the candidates' count does not contain
 * thoughts; what Google's own tools added to the prompt stands apart. Details tell the modalities of each count.
 */
final class GeminiUsage {
    private static final long ABSURD = 1_000_000_000;
    private static final long UNTRUE = -1;
    private static final String PROMPT = "promptTokenCount";
    private static final String CACHED = "cachedContentTokenCount";
    private static final String CANDIDATES = "candidatesTokenCount";
    private static final String THOUGHTS = "thoughtsTokenCount";
    private static final String TOOLS = "toolUsePromptTokenCount";
    private static final String TOTAL = "totalTokenCount";
    private static final String TIER = "serviceTier";
    private static final String TRAFFIC = "trafficType";
    private static final String ON_DEMAND = "ON_DEMAND_";
    private static final Map<String, String> PAID = Map.of("PROVISIONED_THROUGHPUT", "provisioned");
    private static final Set<String> TIERS = Set.of("flex", "priority");
    private static final Set<String> SEARCHES = Set.of("tool/" + GeminiGrounded.SEARCH, "tool/" + GeminiGrounded.MAPS);

    private GeminiUsage() {}

    /** Whether anything was counted; Vertex sends an object without counts before the last event. */
    static boolean isReported(JsonNode metadata) {
        return metadata.has(PROMPT) || metadata.has(TOTAL) || metadata.has(CANDIDATES);
    }

    /** The counts in disjoint classes, null if they cannot be true. */
    static @Nullable Usage read(JsonNode metadata) {
        long prompt = count(metadata, PROMPT);
        long cached = count(metadata, CACHED);
        long candidates = count(metadata, CANDIDATES);
        long thoughts = count(metadata, THOUGHTS);
        long tools = count(metadata, TOOLS);
        long total = count(metadata, TOTAL);
        if (Math.min(Math.min(prompt, cached), Math.min(candidates, thoughts)) < 0 || Math.min(tools, total) < 0) {
            return null;
        }
        if (!metadata.has(CANDIDATES)) {
            candidates = Math.max(0, total - prompt - tools - thoughts);
        }
        Parcel in = new Parcel(prompt);
        long read = in.take(cached);
        GeminiModalities heard = modalities(metadata, PROMPT)
                .without(GeminiModalities.read(metadata.path("cacheTokensDetails")))
                .and(modalities(metadata, TOOLS));
        Parcel fresh = new Parcel(in.rest() + tools);
        long audio = fresh.take(heard.audio());
        long image = fresh.take(heard.image());
        GeminiModalities spoken = modalities(metadata, CANDIDATES);
        Parcel out = new Parcel(candidates);
        RareUsage rare = RareUsage.ofTokens(0, audio, image, out.take(spoken.audio()), out.take(spoken.image()))
                .withTier(tier(metadata));
        return new Usage(fresh.rest(), read, 0, out.rest(), thoughts, rare);
    }

    private static GeminiModalities modalities(JsonNode metadata, String count) {
        return GeminiModalities.read(metadata.path(details(count)));
    }

    /** {@code promptTokensDetails} for {@code promptTokenCount}. */
    private static String details(String count) {
        return count.replace("TokenCount", "TokensDetails");
    }

    /** Gemini's name; Vertex tells another one, of how a call was paid for. */
    private static @Nullable String tier(JsonNode metadata) {
        String traffic = metadata.path(TRAFFIC).asText("");
        String served =
                traffic.startsWith(ON_DEMAND) ? traffic.substring(ON_DEMAND.length()) : PAID.getOrDefault(traffic, "");
        return ServiceTiers.unusual(metadata.path(TIER).asText(served));
    }

    private static long count(JsonNode metadata, String name) {
        JsonNode count = metadata.path(name);
        if (count.isMissingNode() || count.isNull()) {
            return 0;
        }
        boolean sane = count.isIntegralNumber() && count.canConvertToLong() && count.longValue() <= ABSURD;
        return sane ? Math.max(UNTRUE, count.longValue()) : UNTRUE;
    }

    static ObjectNode write(Usage usage) {
        RareUsage rare = usage.rare();
        long candidates = usage.completion() - usage.reasoning();
        ObjectNode written = JsonTree.object().put(PROMPT, usage.prompt());
        putPositive(CANDIDATES, candidates, written);
        written.put(TOTAL, usage.total());
        putPositive(CACHED, usage.cacheRead(), written);
        putPositive(THOUGHTS, usage.reasoning(), written);
        new GeminiModalities(rare.audioInput(), rare.imageInput()).write(details(PROMPT), usage.prompt(), written);
        new GeminiModalities(rare.audioOutput(), rare.imageOutput()).write(details(CANDIDATES), candidates, written);
        if (rare.tier() != null && TIERS.contains(rare.tier())) {
            written.put(TIER, rare.tier());
        }
        return written;
    }

    /** Whether what is written tells all of it. Searches are told by the sources. */
    static boolean isTold(Usage usage) {
        RareUsage rare = usage.rare();
        return usage.cacheWrite() == 0
                && rare.cacheWriteHour() == 0
                && SEARCHES.containsAll(rare.units().keySet())
                && (rare.tier() == null || TIERS.contains(rare.tier()));
    }

    private static void putPositive(String name, long count, ObjectNode into) {
        if (count > 0) {
            into.put(name, count);
        }
    }

    /** What {@code usageMetadata} says beyond what would be written for these counts, by name; null if nothing. */
    static @Nullable ObjectNode beyond(ObjectNode metadata, Usage usage) {
        ObjectNode written = write(usage);
        ObjectNode rest = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : byName(metadata).entrySet()) {
            JsonNode same = written.path(member.getKey());
            boolean said = same.isNumber() && same.asLong() == member.getValue().asLong(UNTRUE);
            if (!said) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest.isEmpty() ? null : rest;
    }

    private static Map<String, JsonNode> byName(ObjectNode members) {
        Map<String, JsonNode> sorted = new TreeMap<>();
        members.properties().forEach(member -> sorted.put(member.getKey(), member.getValue()));
        return sorted;
    }
}
