package dev.sluice.store;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of the configuration: who made it, and what it came to.
 *
 * @param number the generation that it made; numbers may be left out
 * @param author the id of a user, or {@code gateway}
 * @param note what it was for, where that is known
 */
public record Revision(
        long number, Instant at, String author, @Nullable String note, List<Change> changes) {
    public Revision {
        changes = List.copyOf(changes);
    }

    /**
     * What happened to one row. Settings are a JSON object; a secret is in it as a digest.
     *
     * @param kind such as {@code channel}
     * @param before absent if it was made
     * @param after absent if it was deleted
     */
    public record Change(
            String kind,
            String id,
            @Nullable String before,
            @Nullable String after) {}
}
