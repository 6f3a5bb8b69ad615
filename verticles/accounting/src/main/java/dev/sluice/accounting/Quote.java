package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;

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

    /**
     * What is billed, through the channel that answered: the model that stood in for the one asked for, if it has a price.
     * Nothing is free because another model answered.
     */
    Occasion billed(Settlement end) {
        String standIn = end.model();
        if (standIn != null) {
            Occasion answered = occasion(standIn, end);
            if (!book.sales(answered).isEmpty()) {
                return answered;
            }
        }
        return occasion(model, end);
    }

    private Occasion occasion(String of, Settlement end) {
        return new Occasion(of, end.provider(), end.channelId(), group, arrivedAtMillis);
    }
}
