package dev.sluice.wire.bedrock;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import org.jspecify.annotations.Nullable;

/**
 * Bedrock's report of tokens. Its classes are disjoint as ours are, but reasoning is not told from output.
 * https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html
 */
final class BedrockUsage {
    /** More than any model can say or read; a count beyond it is nonsense. */
    private static final long MOST = 1L << 40;

    private BedrockUsage() {}

    /** Null if what was reported cannot be true. */
    static @Nullable Usage read(JsonNode usage) {
        long input = count(usage, "inputTokens");
        long output = count(usage, "outputTokens");
        long read = count(usage, "cacheReadInputTokens");
        long written = count(usage, "cacheWriteInputTokens");
        boolean isTold = usage.path("inputTokens").isNumber()
                || usage.path("outputTokens").isNumber();
        return !isTold || Math.min(Math.min(input, output), Math.min(read, written)) < 0
                ? null
                : new Usage(input, read, written, output, 0);
    }

    static ObjectNode write(Usage usage, Losses losses) {
        if (usage.reasoning() > 0) {
            losses.add(Loss.USAGE_CLASS);
        }
        return JsonTree.object()
                .put("inputTokens", usage.input())
                .put("outputTokens", usage.completion())
                .put("totalTokens", usage.total())
                .put("cacheReadInputTokens", usage.cacheRead())
                .put("cacheWriteInputTokens", usage.cacheWrite());
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
