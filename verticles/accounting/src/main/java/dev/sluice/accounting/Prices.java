package dev.sluice.accounting;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.chat.Usage;
import java.util.Optional;
import java.util.regex.Pattern;

/** Finds the price of a model by the name its caller uses, and the most that a call can come to. */
final class Prices {
    private static final Pattern DATED = Pattern.compile("-(\\d{8}|\\d{4}-\\d{2}-\\d{2})$");
    private static final int LONGEST_DATE = "-2026-08-01".length();

    private final PriceBook book;

    Prices(PriceBook book) {
        this.book = book;
    }

    /** The price of exactly this name, else of the name without the date at its end ({@code gpt-4o-2024-08-06}). */
    Optional<Price> find(String model) {
        Optional<Price> exact = book.find(model);
        return exact.isPresent() ? exact : undated(model);
    }

    private Optional<Price> undated(String model) {
        int tail = Math.max(0, model.length() - LONGEST_DATE);
        var date = DATED.matcher(model).region(tail, model.length());
        return date.find() && date.start() > 0 ? book.find(model.substring(0, date.start())) : Optional.empty();
    }

    /** A usage of so many tokens, each in the class that makes it dearest. */
    static Usage worst(Price price, long prompt, long output) {
        boolean writes = price.cacheWritePerMillion() > price.inputPerMillion();
        boolean reads = price.cacheReadPerMillion() > Math.max(price.inputPerMillion(), price.cacheWritePerMillion());
        boolean reasons = price.reasoningPerMillion() > price.outputPerMillion();
        return new Usage(
                reads || writes ? 0 : prompt,
                reads ? prompt : 0,
                writes && !reads ? prompt : 0,
                reasons ? 0 : output,
                reasons ? output : 0);
    }
}
