package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ServiceTiers;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's report of tokens. Its classes are disjoint as ours are, but reasoning is not told from output.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
final class BedrockUsage {
    /** More than any model can say or read; a count beyond it is nonsense. */
    private static final long MOST = 1L << 40;

    private static final String DETAILS = "cacheDetails";
    private static final String TIER = "serviceTier";
    private static final Set<String> TIERS = Set.of("priority", "flex", "reserved");

    private BedrockUsage() {}

    /**
     * The report in an answer, or in the metadata of a streamed one, which name the tier too. Null if it cannot be true.
     */
    static @Nullable Usage read(JsonNode answer) {
        JsonNode usage = answer.path("usage");
        long input = count(usage, "inputTokens");
        long output = count(usage, "outputTokens");
        long read = count(usage, "cacheReadInputTokens");
        long written = count(usage, "cacheWriteInputTokens");
        boolean isTold = usage.path("inputTokens").isNumber()
                || usage.path("outputTokens").isNumber();
        if (!isTold || Math.min(Math.min(input, output), Math.min(read, written)) < 0) {
            return null;
        }
        Parcel writes = new Parcel(written);
        long hour = writes.take(writtenForAnHour(usage));
        String tier = ServiceTiers.unusual(answer.path(TIER).path("type").asText(""));
        RareUsage rare = RareUsage.ofTokens(hour, 0, 0, 0, 0).withTier(tier);
        return new Usage(input, read, writes.rest(), output, 0, rare);
    }

    private static long writtenForAnHour(JsonNode usage) {
        long hour = 0;
        for (JsonNode detail : usage.path(DETAILS)) {
            boolean isHour = detail.path("ttl").asText("").equals("1h");
            hour = Math.min(MOST, hour + (isHour ? Math.max(0, count(detail, "inputTokens")) : 0));
        }
        return hour;
    }

    /** Writes the report, and the tier beside it. */
    static void write(Usage usage, ObjectNode answer, Losses losses) {
        RareUsage rare = usage.rare();
        boolean isToldTier = rare.tier() == null || TIERS.contains(rare.tier());
        boolean hasOthers = rare.audioInput() + rare.imageInput() + rare.audioOutput() + rare.imageOutput() > 0;
        if (usage.reasoning() > 0 || hasOthers || !rare.units().isEmpty() || !isToldTier) {
            losses.add(Loss.USAGE_CLASS);
        }
        long written = Math.addExact(usage.cacheWrite(), rare.cacheWriteHour());
        ObjectNode out = answer.putObject("usage")
                .put("inputTokens", usage.prompt() - usage.cacheRead() - written)
                .put("outputTokens", usage.completion())
                .put("totalTokens", usage.total())
                .put("cacheReadInputTokens", usage.cacheRead())
                .put("cacheWriteInputTokens", written);
        if (rare.cacheWriteHour() > 0) {
            ArrayNode details = out.putArray(DETAILS);
            details.addObject().put("ttl", "1h").put("inputTokens", rare.cacheWriteHour());
            if (usage.cacheWrite() > 0) {
                details.addObject().put("ttl", "5m").put("inputTokens", usage.cacheWrite());
            }
        }
        if (rare.tier() != null && isToldTier) {
            answer.putObject(TIER).put("type", rare.tier());
        }
    }

    private static long count(JsonNode usage, String name) {
        JsonNode count = usage.path(name);
        if (count.isMissingNode() || count.isNull()) {
            return 0;
        }
        boolean isCount = count.isIntegralNumber() && count.canConvertToLong();
        return isCount && count.longValue() <= MOST ? count.longValue() : -1;
    }
}
