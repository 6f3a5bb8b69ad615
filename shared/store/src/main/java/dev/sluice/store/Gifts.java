package dev.sluice.store;

import dev.sluice.model.NanoDollars;

/** What users get for nothing: out of {@code promo}, so that it can be told from what was paid for. */
public interface Gifts {

    /**
     * Adds to a user's balance.
     *
     * @param externalId names the cause; the same one is booked only once
     * @return false if it was booked before
     * @throws StoreConflict if there is no such balance
     */
    boolean give(String userId, NanoDollars amount, String reason, String externalId);
}
