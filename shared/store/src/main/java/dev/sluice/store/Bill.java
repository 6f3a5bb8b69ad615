package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.RequestRow;
import java.util.List;

/**
 * The end of a call as it enters the books: its row, and what each account pays.
 *
 * @param charges the user's balance first, then the key's budget if it has one
 */
public record Bill(RequestRow row, List<Charge> charges) {
    public Bill {
        charges = List.copyOf(charges);
    }

    /**
     * What one account pays.
     *
     * @param fromSlice the part paid from what this node has drawn; the rest of the cost is taken from what the account
     *     has left, and written off if there is nothing
     */
    public record Charge(Account account, NanoDollars cost, NanoDollars fromSlice) {
        public Charge {
            if (cost.isNegative() || fromSlice.isNegative() || fromSlice.compareTo(cost) > 0) {
                throw new IllegalArgumentException(
                        "a charge is not negative, and no more of it is drawn than it costs");
            }
        }
    }
}
