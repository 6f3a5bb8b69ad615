package dev.sluice.store;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import java.util.Optional;

/** Prices that bills were or will be computed with, kept for good, so that any bill can be computed again. */
public interface Prices {

    /**
     * Keeps a price book before anything is billed with it. Nothing happens if it is kept already.
     *
     * @return the book to bill with: the one given, but under the next free version if that version is kept with other
     *     prices
     */
    PriceBook remember(PriceBook book);

    Optional<Price> find(int version, String model);
}
