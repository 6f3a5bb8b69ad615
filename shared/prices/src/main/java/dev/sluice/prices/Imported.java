package dev.sluice.prices;

import dev.sluice.model.price.PriceChange;
import java.util.List;

/**
 * What another system's price list comes to.
 *
 * @param left what could not be taken over, a line for each, with the reason; never dropped silently
 */
public record Imported(PriceChange change, List<String> left) {
    public Imported {
        left = List.copyOf(left);
    }
}
