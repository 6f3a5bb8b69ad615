package dev.sluice.model.chat;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Documents to be ranked by how well they answer a query.
 *
 * @param model as the caller wrote it
 * @param documents each as the caller wrote it: a text, or an object with a text or a picture
 * @param top how many of the best are wanted, absent for all
 * @param returnDocuments whether the documents themselves are to come back, absent when not said
 */
public record RerankRequest(
        String model,
        String query,
        List<RawJson> documents,
        @Nullable Integer top,
        @Nullable Boolean returnDocuments,
        Extras extras) {
    public RerankRequest {
        documents = List.copyOf(documents);
    }
}
