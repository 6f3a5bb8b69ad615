package dev.sluice.wire.anthropic;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.Doc;
import dev.sluice.wire.json.JsonTree;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Token counts as Anthropic reports them: {@code input_tokens} without what a cache gave or took, {@code output_tokens} with
 * thoughts. A stream reports them several times, each cumulative, and not all of them each time. Not thread safe.
 */
final class AnthropicUsage {
    private static final long ABSURD = 1_000_000_000;
    private static final String DETAILS = "output_tokens_details";
    private static final Set<String> KNOWN =
            Set.of("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens", "output_tokens", DETAILS);

    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private boolean suspect;

    private enum Count {
        INPUT("input_tokens"),
        WRITTEN("cache_creation_input_tokens"),
        READ("cache_read_input_tokens"),
        OUTPUT("output_tokens"),
        THOUGHT("thinking_tokens");

        private final String member;

        Count(String member) {
            this.member = member;
        }
    }

    /** Reads a {@code usage} object, whatever it is; later counts replace earlier ones. Says whether there was one. */
    boolean read(JsonNode usage) {
        if (!usage.isObject()) {
            return false;
        }
        for (Count count : Count.values()) {
            read(count, count == Count.THOUGHT ? usage.path(DETAILS) : usage);
        }
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
        return new Usage(of(Count.INPUT), of(Count.READ), of(Count.WRITTEN), output - thought, thought);
    }

    private long of(Count count) {
        return counts.getOrDefault(count, 0L);
    }

    /** What a {@code usage} object says beside the counts: the service tier, counts of server tools. */
    static Extras rest(Doc usage) {
        if (!usage.isObject()) {
            return Extras.NONE;
        }
        Set<String> known = new HashSet<>(KNOWN);
        if (usage.node().path(DETAILS).path(Count.THOUGHT.member).longValue() <= 0) {
            known.remove(DETAILS);
        }
        return usage.rest(Dialect.ANTHROPIC, known);
    }

    /** All counts: clients read the output's without looking whether it is there, and add the cache's to the input's. */
    static ObjectNode write(@Nullable Usage usage) {
        Usage known = usage == null ? Usage.NONE : usage;
        ObjectNode out = JsonTree.object();
        out.put(Count.INPUT.member, known.input());
        out.put(Count.WRITTEN.member, known.cacheWrite());
        out.put(Count.READ.member, known.cacheRead());
        out.put(Count.OUTPUT.member, known.completion());
        if (known.reasoning() > 0) {
            out.putObject(DETAILS).put(Count.THOUGHT.member, known.reasoning());
        }
        return out;
    }
}
