package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Texts whose vectors are wanted.
 *
 * @param model as the caller wrote it
 * @param inputs texts; for an input that is a list of token ids, its JSON in {@code extras}
 * @param dimensions of the vectors, absent for the model's own
 * @param task what they are for ({@code taskType} of Gemini), absent when not said
 * @param base64 whether the vectors should come as base64 of little-endian floats
 * @param single whether the caller sent one text and not a list, and so expects one vector (Gemini's {@code embedContent})
 */
public record EmbeddingRequest(
        String model,
        List<String> inputs,
        @Nullable Integer dimensions,
        @Nullable String task,
        boolean base64,
        boolean single,
        Extras extras) {
    public EmbeddingRequest {
        inputs = List.copyOf(inputs);
    }
}
