package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.List;

/**
 * The end of a call as it enters the books: its row, and what each account pays.
 *
 * @param seq of the record that ended the call in its node's journal
 * @param charges the user's balance first, then the allowances that bound the call
 */
public record Bill(long seq, RequestRow row, List<Charge> charges) {
    public Bill {
        charges = List.copyOf(charges);
    }

    /**
     * What one account pays, in its own unit: nano-dollars, tokens or requests.
     *
     * @param fromSlice the part paid from what this node has drawn; the rest is taken from what the account has left, and
     *     written off if there is nothing
     */
    public record Charge(Account account, long amount, long fromSlice) {
        public Charge {
            if (amount < 0 || fromSlice < 0 || fromSlice > amount) {
                throw new IllegalArgumentException(
                        "a charge is not negative, and no more of it is drawn than it comes to");
            }
        }
    }
}
