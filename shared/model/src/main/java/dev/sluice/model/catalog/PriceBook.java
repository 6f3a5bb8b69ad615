package dev.sluice.model.catalog;

import java.util.Map;
import java.util.Optional;

/** The prices in force, by model name. */
public record PriceBook(int version, Map<String, Price> prices) {
    public static final PriceBook EMPTY = new PriceBook(0, Map.of());

    public PriceBook {
        prices = Map.copyOf(prices);
    }

    /** The price of exactly this name, else of the name without the date at its end ({@code gpt-4o-2024-08-06}). */
    public Optional<Price> find(String model) {
        Price exact = prices.get(model);
        return exact != null ? Optional.of(exact) : Optional.ofNullable(prices.get(DatedName.undated(model)));
    }
}
