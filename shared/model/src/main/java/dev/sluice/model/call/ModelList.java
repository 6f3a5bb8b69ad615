package dev.sluice.model.call;

import dev.sluice.model.catalog.ModelFacts;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Models that some channel of a group serves, sorted by name. */
public record ModelList(List<Model> models) {
    public ModelList {
        models = List.copyOf(models);
    }

    /**
     * A model as listed to callers.
     *
     * @param ownedBy the provider of the first channel that serves it
     * @param createdSeconds Unix time since which a channel serves it
     * @param facts what is known of it, absent if nothing is
     * @param channels ids of those that serve it, the one that is tried first at the head; not for callers
     */
    public record Model(
            String id,
            String ownedBy,
            long createdSeconds,
            @Nullable ModelFacts facts,
            List<String> channels) {
        public Model {
            // Nodes of a version that did not tell say nothing of it.
            channels = channels == null ? List.of() : List.copyOf(channels);
        }

        public Model(String id, String ownedBy, long createdSeconds, @Nullable ModelFacts facts) {
            this(id, ownedBy, createdSeconds, facts, List.of());
        }

        public Model(String id, String ownedBy, long createdSeconds) {
            this(id, ownedBy, createdSeconds, null);
        }

        public Model with(@Nullable ModelFacts newFacts) {
            return new Model(id, ownedBy, createdSeconds, newFacts, channels);
        }
    }
}
