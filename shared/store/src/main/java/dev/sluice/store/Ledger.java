package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.util.List;
import java.util.Optional;

/**
 * The books. Entries are double, append-only and never changed; balances move only with an entry, in one transaction.
 *
 * <p>A node draws a slice of an account before it spends from it, by one conditional update, so that an account is never
 * overdrawn however many nodes and callers there are.
 */
public interface Ledger {

    Optional<Balance> balance(Account account);

    /**
     * Sets money aside for this node.
     *
     * @param wanted taken if the account has it
     * @param least else whatever the account has, but not less than this
     * @return what was taken; zero if there is less than {@code least}
     */
    NanoDollars draw(String nodeId, Account account, NanoDollars wanted, NanoDollars least);

    /** Gives unspent money back. */
    void giveBack(String nodeId, Account account, NanoDollars amount);

    /** Writes calls that have ended, all or none. A call that is in the books already is left as it is. */
    void settle(String nodeId, List<Bill> bills);

    /** Gives back whatever an earlier life of this node had drawn. Call it once, before anything is drawn. */
    void reclaim(String nodeId);

    /**
     * Adds to a user's balance, or takes from it (a top-up, a gift, a correction).
     *
     * @param externalId names the cause; the same one is booked only once
     * @return false if it was booked before
     */
    boolean adjust(Account account, NanoDollars amount, String reason, String externalId);

    /** Checks the invariants that can be read from the database. */
    List<Finding> audit();

    long settledRequests();

    /** Slices that are not empty. */
    long openHolds();
}
