package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Vectors, in the order of the request's inputs.
 *
 * @param model as the upstream names it, empty where it does not
 * @param usage absent when the upstream reported none
 */
public record EmbeddingResponse(
        String model, List<float[]> vectors, @Nullable Usage usage) {
    public EmbeddingResponse {
        vectors = List.copyOf(vectors);
    }
}
