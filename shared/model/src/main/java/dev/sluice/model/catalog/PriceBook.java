package dev.sluice.model.catalog;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The prices in force, by model name. */
public record PriceBook(int version, Map<String, Price> prices) {
    public static final PriceBook EMPTY = new PriceBook(0, Map.of());

    private static final Pattern DATE = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2})$");
    private static final int LONGEST_DATE = "-2026-08-01".length();

    public PriceBook {
        prices = Map.copyOf(prices);
    }

    /** The price of exactly this name, else of the name without the date at its end ({@code gpt-4o-2024-08-06}). */
    public Optional<Price> find(String model) {
        Price exact = prices.get(model);
        return exact != null ? Optional.of(exact) : Optional.ofNullable(prices.get(undated(model)));
    }

    private static String undated(String model) {
        int tail = Math.max(0, model.length() - LONGEST_DATE);
        Matcher date = DATE.matcher(model).region(tail, model.length());
        return date.find() ? model.substring(0, date.start()) : model;
    }
}
