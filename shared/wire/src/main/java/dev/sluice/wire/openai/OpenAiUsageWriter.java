package dev.sluice.wire.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.JsonTree;

/** Writes usage as OpenAI does: each whole contains its parts. */
final class OpenAiUsageWriter {
    private OpenAiUsageWriter() {}

    static ObjectNode write(Usage usage) {
        ObjectNode out = JsonTree.object()
                .put("prompt_tokens", usage.prompt())
                .put("completion_tokens", usage.completion())
                .put("total_tokens", usage.total());
        ObjectNode prompt = out.putObject("prompt_tokens_details").put("cached_tokens", usage.cacheRead());
        if (usage.cacheWrite() > 0) {
            // OpenRouter's name; OpenAI does not tell writes.
            prompt.put("cache_write_tokens", usage.cacheWrite());
        }
        out.putObject("completion_tokens_details").put("reasoning_tokens", usage.reasoning());
        return out;
    }
}
