package dev.sluice.model.call;

import java.util.List;

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
     */
    public record Model(String id, String ownedBy, long createdSeconds) {}
}
