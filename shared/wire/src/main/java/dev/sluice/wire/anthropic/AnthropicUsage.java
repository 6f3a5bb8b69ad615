package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ServiceTiers;
import dev.sluice.wire.ToolCounts;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as Anthropic reports them: {@code input_tokens} without what a cache gave or took, {@code output_tokens} with
 * thoughts. A stream reports them several times, each cumulative, and not all of them each time. Fast mode, which has a price
 * of its own, counts as a service tier. Not thread safe.
 */
final class AnthropicUsage {
    private static final long ABSURD = 1_000_000_000;
    private static final int MOST_TOOLS = 16;
    private static final String DETAILS = "output_tokens_details";
    private static final String WRITES = "cache_creation";
    private static final String TOOLS = "server_tool_use";
    private static final String REQUESTS = "_requests";
    /** What clients know; they may refuse others. */
    private static final Set<String> TIERS = Set.of("priority", "batch");

    private static final String FAST = "fast";
    private static final Map<String, String> REQUESTED = Map.of(
            ToolCounts.WEB_SEARCH, "web_search_requests",
            ToolCounts.WEB_FETCH, "web_fetch_requests");

    private static final Set<String> KNOWN =
            Set.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens", DETAILS);

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final Map<String, Long> requests = new TreeMap<>();
    private String tier = "";
    private String speed = "";
    private boolean suspect;

    private enum Count {
        INPUT("input_tokens"),
        WRITTEN("cache_creation_input_tokens"),
        READ("cache_read_input_tokens"),
        OUTPUT("output_tokens"),
        THOUGHT("thinking_tokens", DETAILS),
        WRITTEN_FOR_MINUTES("ephemeral_5m_input_tokens", WRITES),
        WRITTEN_FOR_AN_HOUR("ephemeral_1h_input_tokens", WRITES);

        private final String member;
        private final @Nullable String inside;

        Count(String member) {
            this(member, null);
        }

        Count(String member, @Nullable String inside) {
            this.member = member;
            this.inside = inside;
        }
    }

    /** Reads a {@code usage} object, whatever it is; later counts replace earlier ones. Says whether there was one. */
    boolean read(JsonNode usage) {
        if (!usage.isObject()) {
            return false;
        }
        for (Count count : Count.values()) {
            read(count, count.inside == null ? usage : usage.path(count.inside));
        }
        for (Map.Entry<String, JsonNode> tool : usage.path(TOOLS).properties()) {
            boolean isCount =
                    tool.getValue().isIntegralNumber() && tool.getValue().canConvertToInt();
            if (isCount && tool.getKey().endsWith(REQUESTS) && requests.size() < MOST_TOOLS) {
                requests.put(tool.getKey(), tool.getValue().longValue());
            }
        }
        tier = usage.path("service_tier").asText(tier);
        speed = usage.path("speed").asText(speed);
        return true;
    }

    private void read(Count count, JsonNode in) {
        JsonNode value = in.path(count.member);
        if (value.isMissingNode() || value.isNull()) {
            return;
        }
        long number = value.isIntegralNumber() && value.canConvertToLong() ? value.longValue() : -1;
        if (number < 0 || number > ABSURD) {
            suspect = true;
        } else {
            counts.put(count, number);
        }
    }

    /** What was reported so far; null if that cannot be true. */
    @Nullable
    Usage usage() {
        if (suspect) {
            return null;
        }
        long output = of(Count.OUTPUT);
        long thought = Math.min(output, of(Count.THOUGHT));
        long both = Math.addExact(of(Count.WRITTEN_FOR_MINUTES), of(Count.WRITTEN_FOR_AN_HOUR));
        Parcel written = new Parcel(counts.containsKey(Count.WRITTEN) ? of(Count.WRITTEN) : both);
        RareUsage rare = RareUsage.ofTokens(written.take(of(Count.WRITTEN_FOR_AN_HOUR)), 0, 0, 0, 0)
                .withUnits(tools())
                .withTier(tier());
        return new Usage(of(Count.INPUT), of(Count.READ), written.rest(), output - thought, thought, rare);
    }

    private Map<String, Long> tools() {
        ToolCounts tools = new ToolCounts();
        requests.forEach((member, count) -> tools.add(member.substring(0, member.length() - REQUESTS.length()), count));
        return tools.units();
    }

    private @Nullable String tier() {
        String fast = ServiceTiers.unusual(speed);
        return fast == null ? ServiceTiers.unusual(tier) : fast;
    }

    private long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** What a {@code usage} object says beyond what would be written for it. */
    static Extras rest(Doc usage) {
        if (!usage.isObject()) {
            return Extras.NONE;
        }
        Set<String> known = new HashSet<>(KNOWN);
        if (usage.node().path(DETAILS).path(Count.THOUGHT.member).longValue() <= 0) {
            known.remove(DETAILS);
        }
        AnthropicUsage counts = new AnthropicUsage();
        counts.read(usage.node());
        JsonNode written = JsonTree.parse(JsonTree.write(write(counts.usage(), new Losses())))
                .orElseThrow();
        for (Map.Entry<String, JsonNode> member : written.properties()) {
            if (member.getValue().equals(usage.node().path(member.getKey()))) {
                known.add(member.getKey());
            }
        }
        return usage.rest(Dialect.ANTHROPIC, known);
    }

    /**
     * All counts: clients read the output's without looking whether it is there, and add the cache's to the input's. Sounds and
     * pictures are not told apart here.
     */
    static ObjectNode write(@Nullable Usage usage, Losses losses) {
        Usage known = usage == null ? Usage.NONE : usage;
        RareUsage rare = known.rare();
        ObjectNode out = JsonTree.object();
        out.put(Count.INPUT.member, known.prompt() - known.cacheRead() - known.cacheWrite() - rare.cacheWriteHour());
        out.put(Count.WRITTEN.member, Math.addExact(known.cacheWrite(), rare.cacheWriteHour()));
        out.put(Count.READ.member, known.cacheRead());
        if (rare.cacheWriteHour() > 0) {
            out.putObject(WRITES)
                    .put(Count.WRITTEN_FOR_MINUTES.member, known.cacheWrite())
                    .put(Count.WRITTEN_FOR_AN_HOUR.member, rare.cacheWriteHour());
        }
        out.put(Count.OUTPUT.member, known.completion());
        if (known.reasoning() > 0) {
            out.putObject(DETAILS).put(Count.THOUGHT.member, known.reasoning());
        }
        if (rare.audioInput() + rare.imageInput() + rare.audioOutput() + rare.imageOutput() > 0) {
            losses.add(Loss.USAGE_CLASS);
        }
        tools(rare.units(), out, losses);
        tier(rare.tier(), out, losses);
        return out;
    }

    private static void tools(Map<String, Long> units, ObjectNode out, Losses losses) {
        for (Map.Entry<String, Long> unit : new TreeMap<>(units).entrySet()) {
            String member = REQUESTED.get(unit.getKey());
            if (member == null) {
                losses.add(Loss.USAGE_CLASS);
            } else {
                out.withObject("/" + TOOLS).put(member, unit.getValue());
            }
        }
    }

    private static void tier(@Nullable String tier, ObjectNode out, Losses losses) {
        if (tier != null && TIERS.contains(tier)) {
            out.put("service_tier", tier);
        } else if (tier != null && tier.equals(FAST)) {
            out.put("speed", tier);
        } else {
            losses.addIfPresent(Loss.USAGE_CLASS, tier);
        }
    }
}
