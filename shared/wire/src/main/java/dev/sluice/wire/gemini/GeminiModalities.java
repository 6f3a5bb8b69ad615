package dev.sluice.wire.gemini;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/**
 * A list of {@code ModalityTokenCount}s. A film counts as pictures, as which Google prices it; documents count as text.
 *
 * @param audio tokens of sound
 * @param image tokens of pictures and films
 */
record GeminiModalities(long audio, long image) {
    private static final long ABSURD = 1_000_000_000;
    private static final String MODALITY = "modality";
    private static final String COUNT = "tokenCount";

    /** Reads a list; counts that cannot be true count as none. */
    static GeminiModalities read(JsonNode list) {
        long audio = 0;
        long image = 0;
        for (JsonNode item : list) {
            JsonNode number = item.path(COUNT);
            boolean sane = number.isIntegralNumber() && number.canConvertToLong() && number.longValue() <= ABSURD;
            long count = sane ? Math.max(0, number.longValue()) : 0;
            switch (item.path(MODALITY).asText("").toUpperCase(Locale.ROOT)) {
                case "AUDIO" -> audio = Math.min(ABSURD, audio + count);
                case "IMAGE", "VIDEO" -> image = Math.min(ABSURD, image + count);
                default -> {}
            }
        }
        return new GeminiModalities(audio, image);
    }

    GeminiModalities and(GeminiModalities other) {
        return new GeminiModalities(audio + other.audio, image + other.image);
    }

    /** Without those that came from a cache. */
    GeminiModalities without(GeminiModalities cached) {
        return new GeminiModalities(Math.max(0, audio - cached.audio), Math.max(0, image - cached.image));
    }

    /** Writes the list, of a whole of this many tokens, if there is more than text to tell. */
    void write(String name, long whole, ObjectNode into) {
        if (audio + image > 0) {
            ArrayNode list = into.putArray(name);
            add("TEXT", whole - audio - image, list);
            add("AUDIO", audio, list);
            add("IMAGE", image, list);
        }
    }

    private static void add(String modality, long count, ArrayNode list) {
        if (count > 0) {
            list.addObject().put(MODALITY, modality).put(COUNT, count);
        }
    }
}
