package dev.sluice.model.chat;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What few calls use: token classes with prices of their own, and what is counted otherwise than in tokens. No token is in
 * two classes, those of {@link Usage} included.
 *
 * @param cacheWriteHour prompt tokens written to a cache that is kept for an hour rather than minutes
 * @param audioInput prompt tokens of sound, not from a cache
 * @param imageInput prompt tokens of pictures and films, where the upstream reports them apart; not from a cache
 * @param audioOutput completion tokens of sound
 * @param imageOutput completion tokens of pictures
 * @param units other things by name, none of them zero: {@code tool/web_search} and other calls of the upstream's own tools,
 *     {@code image} or {@code image/1024x1024/hd}, {@code millisecond}, {@code character}, {@code document}, {@code search_unit}
 * @param tier the upstream's service tier, if it named one that is not its usual one: {@code batch}, {@code flex},
 *     {@code priority}, and Anthropic's {@code fast}
 */
public record RareUsage(
        long cacheWriteHour,
        long audioInput,
        long imageInput,
        long audioOutput,
        long imageOutput,
        Map<String, Long> units,
        @Nullable String tier) {
    public static final RareUsage NONE = new RareUsage(0, 0, 0, 0, 0, Map.of(), null);

    public RareUsage {
        if (cacheWriteHour < 0 || audioInput < 0 || imageInput < 0 || audioOutput < 0 || imageOutput < 0) {
            throw new IllegalArgumentException("a negative token count never enters the books");
        }
        if (!units.isEmpty() && units.values().stream().anyMatch(count -> count <= 0)) {
            throw new IllegalArgumentException(
                    "what was not used is left out, and nothing is used less than not at all");
        }
        units = Map.copyOf(units);
    }

    /** Only tokens, of the usual tier. */
    public static RareUsage ofTokens(
            long cacheWriteHour, long audioInput, long imageInput, long audioOutput, long imageOutput) {
        return new RareUsage(cacheWriteHour, audioInput, imageInput, audioOutput, imageOutput, Map.of(), null);
    }

    /** With these other things. */
    public RareUsage withUnits(Map<String, Long> counted) {
        return new RareUsage(cacheWriteHour, audioInput, imageInput, audioOutput, imageOutput, counted, tier);
    }

    /** Served in this tier. */
    public RareUsage withTier(@Nullable String served) {
        return new RareUsage(cacheWriteHour, audioInput, imageInput, audioOutput, imageOutput, units, served);
    }

    long prompt() {
        return Math.addExact(Math.addExact(cacheWriteHour, audioInput), imageInput);
    }

    long completion() {
        return Math.addExact(audioOutput, imageOutput);
    }
}
