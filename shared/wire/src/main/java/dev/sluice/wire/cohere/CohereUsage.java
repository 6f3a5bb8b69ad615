package dev.sluice.wire.cohere;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Losses;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ToolCounts;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Between Cohere's {@code usage} and disjoint classes of tokens.
 *
 * <p>What counts is {@code billed_units}, which is what Cohere charges; {@code tokens} also has Cohere's own templates, often
 * a hundred times more. {@code cached_tokens} are among {@code tokens}; since the templates stand at the beginning of a
 * prompt, where caches work, only cached tokens beyond the unbilled ones are taken for cached tokens of the caller's. {@code
 * search_units} are searches of connectors.
 *
 * @see <a href="https://docs.cohere.com/docs/how-does-cohere-pricing-work">what Cohere bills</a>
 */
final class CohereUsage {
    private static final long ABSURD = 1_000_000_000;
    private static final String SEARCH = "search";

    private CohereUsage() {}

    /** Reads a usage object; null if there is nothing in it, or nothing that can be true. */
    static @Nullable Usage read(JsonNode usage) {
        JsonNode billed = usage.path("billed_units");
        JsonNode tokens = usage.path("tokens");
        JsonNode counted = billed.has("input_tokens") || billed.has("output_tokens") ? billed : tokens;
        if (!counted.has("input_tokens") && !counted.has("output_tokens")) {
            return null;
        }
        long prompt = count(counted.path("input_tokens"));
        long completion = count(counted.path("output_tokens"));
        long whole = tokens.has("input_tokens") ? count(tokens.path("input_tokens")) : prompt;
        long cached = count(usage.path("cached_tokens"));
        long reasoning = count(tokens.path("reasoning_tokens"));
        if (Math.min(Math.min(prompt, completion), Math.min(whole, Math.min(cached, reasoning))) < 0) {
            return null;
        }
        long unbilled = Math.max(0, whole - prompt);
        Parcel in = new Parcel(prompt);
        long read = in.take(cached - unbilled);
        Parcel out = new Parcel(completion);
        long thought = out.take(reasoning);
        Map<String, Long> searches =
                new ToolCounts().add(SEARCH, count(billed.path("search_units"))).units();
        return new Usage(in.rest(), read, 0, out.rest(), thought, RareUsage.NONE.withUnits(searches));
    }

    /** Cohere documents its counts as floating numbers; 0 if absent, -1 if it cannot be true. */
    private static long count(JsonNode number) {
        if (number.isMissingNode() || number.isNull()) {
            return 0;
        }
        if (!number.isNumber() || !(number.doubleValue() >= 0) || number.doubleValue() > ABSURD) {
            return -1;
        }
        return number.longValue();
    }

    static ObjectNode write(Usage usage, Losses losses) {
        RareUsage rare = usage.rare();
        boolean isTold = usage.cacheWrite() == 0 && rare.equals(RareUsage.NONE.withUnits(searches(rare)));
        if (!isTold) {
            losses.add(Loss.USAGE_CLASS);
        }
        return canonical(usage);
    }

    /** What of the units this dialect has a name for. */
    private static Map<String, Long> searches(RareUsage rare) {
        Long searches = rare.units().get("tool/" + SEARCH);
        return searches == null ? Map.of() : Map.of("tool/" + SEARCH, searches);
    }

    private static ObjectNode canonical(Usage usage) {
        ObjectNode out = JsonTree.object();
        ObjectNode billed = out.putObject("billed_units");
        billed.put("input_tokens", usage.prompt()).put("output_tokens", usage.completion());
        searches(usage.rare()).values().forEach(count -> billed.put("search_units", count));
        ObjectNode tokens = out.putObject("tokens");
        tokens.put("input_tokens", usage.prompt()).put("output_tokens", usage.completion());
        if (usage.reasoning() > 0) {
            tokens.put("reasoning_tokens", usage.reasoning());
        }
        out.put("cached_tokens", usage.cacheRead());
        return out;
    }

    /** Whether the report says more than its classes do, so that it is kept beside them. */
    static boolean saysMore(JsonNode usage, @Nullable Usage read) {
        return usage.isObject()
                && (read == null
                        || !JsonTree.parse(JsonTree.write(canonical(read))).equals(Optional.of(usage)));
    }
}
