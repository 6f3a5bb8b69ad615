package dev.sluice.store;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The history of the configuration, and the way back to an earlier one. History itself is never rewritten. */
public interface Revisions {

    /** Newest first. */
    Page<Revision> list(@Nullable String after, int limit);

    Optional<Revision> get(long number);

    /**
     * Puts back how things were after a revision, as a new one. Groups, channels and budgets come and go; of keys and users
     * only the settings of those that are there now are put back; prices have versions of their own.
     *
     * @param rehearsal whether nothing is done, and only said what would be
     * @return absent if what was changed since is not kept, or there was no such revision yet
     * @throws StoreConflict if something that was made since is in the way
     */
    Optional<Restoration> restore(long number, boolean rehearsal);

    /**
     * What a restore came to.
     *
     * @param generation the new one; the present one if nothing was done
     * @param left what stays as it is, and why
     */
    record Restoration(long generation, List<Revision.Change> changes, List<Left> left) {
        public Restoration {
            changes = List.copyOf(changes);
            left = List.copyOf(left);
        }
    }

    /** Something that a restore does not touch. */
    record Left(String kind, String id, String reason) {}

    /** The version of something that is configured, or of a batch of codes or an announcement; empty if it is not there. */
    Optional<String> version(Versioned.Subject subject);

    /** Deletes the oldest lines that were written longer ago than this. Returns how many. */
    int drop(Duration kept);
}
