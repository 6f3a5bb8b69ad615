package dev.sluice.model.catalog;

import java.util.Map;
import java.util.Optional;

/** The prices in force, by model name. */
public record PriceBook(int version, Map<String, Price> prices) {
    public static final PriceBook EMPTY = new PriceBook(0, Map.of());

    public PriceBook {
        prices = Map.copyOf(prices);
    }

    public Optional<Price> find(String model) {
        return Optional.ofNullable(prices.get(model));
    }
}
