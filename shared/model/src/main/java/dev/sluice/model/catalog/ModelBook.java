package dev.sluice.model.catalog;

import java.util.Map;
import java.util.Optional;

/** What is known of models, by name. */
public record ModelBook(Map<String, ModelFacts> models) {
    public static final ModelBook EMPTY = new ModelBook(Map.of());

    public ModelBook {
        models = Map.copyOf(models);
    }

    /** The facts of exactly this name, else of the name without the date at its end. */
    public Optional<ModelFacts> find(String model) {
        ModelFacts exact = models.get(model);
        return exact != null ? Optional.of(exact) : Optional.ofNullable(models.get(DatedName.undated(model)));
    }
}
