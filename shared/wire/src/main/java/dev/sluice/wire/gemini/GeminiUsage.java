package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code usageMetadata}, both ways. The prompt's count contains what a cache gave; the candidates' count does not contain
 * thoughts; what Google's own tools added to the prompt stands apart.
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
        long read = Math.min(prompt, cached);
        return new Usage(prompt - read + tools, read, 0, candidates, thoughts);
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
        ObjectNode written = JsonTree.object().put(PROMPT, usage.prompt());
        putPositive(CANDIDATES, usage.output(), written);
        written.put(TOTAL, usage.total());
        putPositive(CACHED, usage.cacheRead(), written);
        putPositive(THOUGHTS, usage.reasoning(), written);
        return written;
    }

    private static void putPositive(String name, long count, ObjectNode into) {
        if (count > 0) {
            into.put(name, count);
        }
    }

    /** What {@code usageMetadata} says beyond what would be written for these counts; null if nothing. */
    static @Nullable ObjectNode beyond(ObjectNode metadata, Usage usage) {
        ObjectNode written = write(usage);
        ObjectNode rest = JsonTree.object();
        for (Map.Entry<String, JsonNode> member : metadata.properties()) {
            JsonNode same = written.path(member.getKey());
            boolean said = same.isNumber() && same.asLong() == member.getValue().asLong(UNTRUE);
            if (!said) {
                rest.set(member.getKey(), member.getValue());
            }
        }
        return rest.isEmpty() ? null : rest;
    }
}
