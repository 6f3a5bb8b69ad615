package dev.sluice.wire;

import dev.sluice.model.catalog.Quirk;
import java.util.Set;

/**
 * The upstream that a request is written for.
 *
 * @param model its name there
 */
public record Addressee(String model, Set<Quirk> quirks) {
    public Addressee {
        quirks = Set.copyOf(quirks);
    }

    public boolean has(Quirk quirk) {
        return quirks.contains(quirk);
    }
}
