package dev.sluice.wire.openai;

import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Usage;
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
 * where a quirk says otherwise. No part is ever larger than its whole, so no class is negative.
 */
final class OpenAiUsageReader {
    private static final long ABSURD = 1_000_000_000;

    private final JsonCursor cursor = JsonCursor.lenient();
    private final Map<OpenAiFields.Usage, Long> counts = new EnumMap<>(OpenAiFields.Usage.class);
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
        members();
        if (suspect) {
            return Report.SUSPECT;
        }
        return counts.isEmpty() ? Report.NONE : new Report(usage(reasoningBeside), false);
    }

    private void members() {
        while (cursor.next() == Token.NAME) {
            OpenAiFields.Usage field = OpenAiFields.USAGE.find(cursor);
            Token value = cursor.next();
            if (field == null || value == Token.NULL) {
                cursor.skip(value);
            } else if (isDetails(field) && value == Token.OBJECT) {
                members();
            } else {
                count(field, value);
            }
        }
    }

    private static boolean isDetails(OpenAiFields.Usage field) {
        return field == OpenAiFields.Usage.PROMPT_TOKENS_DETAILS
                || field == OpenAiFields.Usage.COMPLETION_TOKENS_DETAILS;
    }

    private void count(OpenAiFields.Usage field, Token value) {
        Long number = value == Token.NUMBER ? cursor.integer() : null;
        cursor.skip(value);
        if (number == null || number < 0 || number > ABSURD || isDetails(field)) {
            suspect = true;
        } else {
            counts.put(field, number);
        }
    }

    private Usage usage(boolean reasoningBeside) {
        long completion = of(OpenAiFields.Usage.COMPLETION_TOKENS);
        long total = of(OpenAiFields.Usage.TOTAL_TOKENS);
        long prompt = counts.containsKey(OpenAiFields.Usage.PROMPT_TOKENS)
                ? of(OpenAiFields.Usage.PROMPT_TOKENS)
                : Math.max(0, total - completion);
        long read = Math.min(prompt, cached());
        long written = Math.min(prompt - read, cacheWritten());
        long reasoning = of(OpenAiFields.Usage.REASONING_TOKENS);
        if (!reasoningBeside) {
            reasoning = Math.min(completion, reasoning);
            return new Usage(prompt - read - written, read, written, completion - reasoning, reasoning);
        }
        // Gemini's compatible endpoint does not even name its thoughts: only the total has them.
        long unnamed = Math.max(0, total - prompt - completion);
        return new Usage(prompt - read - written, read, written, completion, reasoning == 0 ? unnamed : reasoning);
    }

    /** The same number under three names: OpenAI's details, Moonshot's and Together's top level, DeepSeek's hits. */
    private long cached() {
        return Math.max(of(OpenAiFields.Usage.CACHED_TOKENS), of(OpenAiFields.Usage.PROMPT_CACHE_HIT_TOKENS));
    }

    private long cacheWritten() {
        return Math.max(of(OpenAiFields.Usage.CACHE_WRITE_TOKENS), of(OpenAiFields.Usage.CACHE_CREATION_TOKENS));
    }

    private long of(OpenAiFields.Usage field) {
        return counts.getOrDefault(field, 0L);
    }
}
