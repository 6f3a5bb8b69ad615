package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import org.jspecify.annotations.Nullable;

/**
 * The prices that a call will be billed by, frozen at its admission: a book, and the moment of its arrival.
 *
 * @param group whose multiplier and rules apply
 * @param isPriced whether the book has a price for the model
 * @param worst the most that the call can come to; less than that never has to be asked for again
 */
record Quote(PriceBook book, String model, String group, long arrivedAtMillis, boolean isPriced, NanoDollars worst) {

    /** The version to write down, 0 when the book does not have the model. */
    int version() {
        return isPriced ? book.version() : 0;
    }

    /** The call, through the channel that answered. */
    Occasion through(@Nullable String provider, @Nullable String channelId) {
        return new Occasion(model, provider, channelId, group, arrivedAtMillis);
    }
}
