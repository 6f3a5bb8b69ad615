package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Writes usage as OpenAI does: each whole contains its parts. */
final class OpenAiUsageWriter {
    /** What clients know; they may refuse others. */
    private static final Set<String> TIERS = Set.of("flex", "priority", "scale");

    private OpenAiUsageWriter() {}

    static ObjectNode write(Usage usage, Losses losses) {
        RareUsage rare = usage.rare();
        if (rare.cacheWriteHour() > 0 || !rare.units().isEmpty()) {
            losses.add(Loss.USAGE_CLASS);
        }
        ObjectNode out = JsonTree.object()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.completion())
                .put("total_tokens", usage.total());
        ObjectNode prompt = out.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
        // OpenRouter's name; OpenAI tells writes of few models, and never for how long.
        putPositive("cache_write_tokens", Math.addExact(usage.cacheWrite(), rare.cacheWriteHour()), prompt);
        putPositive("audio_tokens", rare.audioInput(), prompt);
        putPositive("image_tokens", rare.imageInput(), prompt);
        ObjectNode said = out.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        putPositive("audio_tokens", rare.audioOutput(), said);
        putPositive("image_tokens", rare.imageOutput(), said);
        return out;
    }

    private static void putPositive(String name, long count, ObjectNode into) {
        if (count > 0) {
            into.put(name, count);
        }
    }

    /** Names the service tier in the answer, beside the usage. */
    static void tier(@Nullable Usage usage, ObjectNode answer, Losses losses) {
        String tier = usage == null ? null : usage.rare().tier();
        if (tier == null) {
            return;
        }
        if (TIERS.contains(tier)) {
            answer.put("service_tier", tier);
        } else {
            losses.add(Loss.USAGE_CLASS);
        }
    }
}
