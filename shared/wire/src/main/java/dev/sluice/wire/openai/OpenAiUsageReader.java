package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.Parcel;
import dev.sluice.wire.ToolCounts;
import dev.sluice.wire.text.JsonCursor;
import dev.sluice.wire.text.JsonCursor.Token;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads an OpenAI {@code usage} object into disjoint classes.
 *
 * <p>{@code prompt_tokens} contains the tokens that a cache gave or took, {@code completion_tokens} contains reasoning, save
 * where a quirk says otherwise. No part is ever larger than its whole, so no class is negative. Nothing says how much of the
 * sound came from the cache: caches work from the beginning, which is text, so what was cached is taken from the text first.
 */
final class OpenAiUsageReader {
    private static final long ABSURD = 1_000_000_000;

    private final JsonCursor cursor = JsonCursor.lenient();
    private final Map<OpenAiFields.Usage, Long> top = new EnumMap<>(OpenAiFields.Usage.class);
    private final Map<OpenAiFields.Usage, Long> prompted = new EnumMap<>(OpenAiFields.Usage.class);
    private final Map<OpenAiFields.Usage, Long> completed = new EnumMap<>(OpenAiFields.Usage.class);
    private boolean suspect;

    /**
     * What came of reading.
     *
     * @param usage absent when nothing was reported, or nothing that can be true
     */
    record Report(@Nullable Usage usage, boolean suspect) {
        static final Report NONE = new Report(null, false);
        static final Report SUSPECT = new Report(null, true);
    }

    /** Reads the JSON value {@code array[from, to)}, known to be well-formed. */
    static Report read(byte[] array, int from, int to, Set<Quirk> quirks) {
        return new OpenAiUsageReader().report(array, from, to, quirks.contains(Quirk.REASONING_BESIDE_COMPLETION));
    }

    private Report report(byte[] array, int from, int to, boolean reasoningBeside) {
        Token first = cursor.over(array, from, to).next();
        if (first != Token.OBJECT) {
            return first == Token.NULL ? Report.NONE : Report.SUSPECT;
        }
        members(top);
        if (suspect) {
            return Report.SUSPECT;
        }
        return top.isEmpty() && prompted.isEmpty() && completed.isEmpty()
                ? Report.NONE
                : new Report(usage(reasoningBeside), false);
    }

    private void members(Map<OpenAiFields.Usage, Long> into) {
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Usage field = OpenAiFields.USAGE.find(cursor);
            Token value = cursor.next();
            if (field == null || value == Token.NULL) {
                cursor.skip(value);
            } else if (value == Token.OBJECT && isObject(field)) {
                members(inside(field, into));
            } else {
                count(field, value, into);
            }
        }
    }

    private static boolean isObject(OpenAiFields.Usage field) {
        return isDetails(field)
                || field == OpenAiFields.Usage.CACHE_CREATION
                || field == OpenAiFields.Usage.SERVER_TOOL_USE;
    }

    private static boolean isDetails(OpenAiFields.Usage field) {
        return field == OpenAiFields.Usage.PROMPT_TOKENS_DETAILS
                || field == OpenAiFields.Usage.COMPLETION_TOKENS_DETAILS;
    }

    private Map<OpenAiFields.Usage, Long> inside(OpenAiFields.Usage field, Map<OpenAiFields.Usage, Long> around) {
        return switch (field) {
            case PROMPT_TOKENS_DETAILS -> prompted;
            case COMPLETION_TOKENS_DETAILS -> completed;
            default -> around;
        };
    }

    private void count(OpenAiFields.Usage field, Token value, Map<OpenAiFields.Usage, Long> into) {
        Long number = value == Token.NUMBER ? cursor.integer() : null;
        cursor.skip(value);
        if (number == null || number < 0 || number > ABSURD || isObject(field)) {
            // What only some count does not make the tokens untrue.
            suspect |= !isExtra(field);
        } else {
            into.put(field, number);
        }
    }

    private static boolean isExtra(OpenAiFields.Usage field) {
        return field == OpenAiFields.Usage.NUM_SEARCH_QUERIES
                || field == OpenAiFields.Usage.WEB_SEARCH_REQUESTS
                || field == OpenAiFields.Usage.CACHE_CREATION
                || field == OpenAiFields.Usage.SERVER_TOOL_USE;
    }

    private Usage usage(boolean reasoningBeside) {
        long completion = of(OpenAiFields.Usage.COMPLETION_TOKENS);
        long total = of(OpenAiFields.Usage.TOTAL_TOKENS);
        long prompt = top.containsKey(OpenAiFields.Usage.PROMPT_TOKENS)
                ? of(OpenAiFields.Usage.PROMPT_TOKENS)
                : Math.max(0, total - completion);
        Parcel in = new Parcel(prompt);
        long read = in.take(cached());
        Parcel written = new Parcel(in.take(cacheWritten()));
        long hour = written.take(of(OpenAiFields.Usage.EPHEMERAL_1H_INPUT_TOKENS));
        long heard = in.take(in(prompted, OpenAiFields.Usage.AUDIO_TOKENS));
        long seen =
                in.take(in(prompted, OpenAiFields.Usage.IMAGE_TOKENS) + in(prompted, OpenAiFields.Usage.VIDEO_TOKENS));
        Parcel out = new Parcel(completion);
        long thought = reasoningBeside ? beside(total - prompt - completion) : out.take(reasoning());
        long spoken = out.take(in(completed, OpenAiFields.Usage.AUDIO_TOKENS));
        long drawn = out.take(in(completed, OpenAiFields.Usage.IMAGE_TOKENS));
        RareUsage rare = RareUsage.ofTokens(hour, heard, seen, spoken, drawn).withUnits(tools());
        return new Usage(in.rest(), read, written.rest(), out.rest(), thought, rare);
    }

    private long reasoning() {
        return Math.max(of(OpenAiFields.Usage.REASONING_TOKENS), in(completed, OpenAiFields.Usage.REASONING_TOKENS));
    }

    /** Gemini's compatible endpoint does not even name its thoughts: only the total has them. */
    private long beside(long unnamed) {
        return reasoning() == 0 ? Math.max(0, unnamed) : reasoning();
    }

    /** The same number under three names: OpenAI's details, Moonshot's and Together's top level, DeepSeek's hits. */
    private long cached() {
        return Math.max(of(OpenAiFields.Usage.CACHED_TOKENS), of(OpenAiFields.Usage.PROMPT_CACHE_HIT_TOKENS));
    }

    /** OpenAI's name, an older one, and that of Anthropic and Alibaba. */
    private long cacheWritten() {
        return Math.max(
                Math.max(of(OpenAiFields.Usage.CACHE_WRITE_TOKENS), of(OpenAiFields.Usage.CACHE_CREATION_TOKENS)),
                of(OpenAiFields.Usage.CACHE_CREATION_INPUT_TOKENS));
    }

    /** Perplexity's name, and OpenRouter's. */
    private Map<String, Long> tools() {
        long searches = Math.max(of(OpenAiFields.Usage.NUM_SEARCH_QUERIES), of(OpenAiFields.Usage.WEB_SEARCH_REQUESTS));
        return new ToolCounts().add("web_search", searches).units();
    }

    /** At the top or among the prompt's details, where providers write the same. */
    private long of(OpenAiFields.Usage field) {
        return Math.max(in(top, field), in(prompted, field));
    }

    private static long in(Map<OpenAiFields.Usage, Long> counts, OpenAiFields.Usage field) {
        return counts.getOrDefault(field, 0L);
    }
}
