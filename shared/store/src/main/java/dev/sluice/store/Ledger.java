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

    /**
     * Gives unspent money back.
     *
     * @throws StoreConflict if this node has less than that drawn
     */
    void giveBack(String nodeId, Account account, NanoDollars amount);

    /**
     * Writes calls that have ended, all or none. A call that is in the books already is left as it is, so that a batch
     * whose fate is unknown may be sent again. Batches of about 500 are quickest.
     *
     * <p>Each call gets its row and one terminal entry: {@code void} if its usage source is NONE, else {@code settle}. What
     * neither slice nor balance covers is written off. An allowance (a key's budget) may go below zero by the overrun.
     */
    void settle(String nodeId, List<Bill> bills);

    /** Gives back whatever an earlier life of this node had drawn. Call it once, before anything is drawn. */
    void reclaim(String nodeId);

    /**
     * Adds to a user's balance, or takes from it (a top-up, a gift, a correction).
     *
     * @param externalId names the cause; the same one is booked only once
     * @return false if it was booked before
     * @throws StoreConflict if there is no such balance, or less in it than is to be taken
     */
    boolean adjust(Account account, NanoDollars amount, String reason, String externalId);

    /**
     * Checks the invariants that can be read from the database, as of one moment and in this order.
     *
     * <ul>
     *   <li>I1: all balances together come to nothing, so what was debited was credited
     *   <li>I2: a balance is the sum of its entries, and what is held is the sum of open slices
     *   <li>I3: no user has less than nothing but who may
     *   <li>I4: each request has exactly one terminal entry
     *   <li>I6: each cost is the price of its usage, computed again, and is what was booked
     *   <li>I7: token counts are between 0 and 10⁹
     *   <li>I9: credits have an external id, and no two the same
     *   <li>I11: no slice is spent beyond what was granted, and all that is open is held
     * </ul>
     *
     * <p>I5 and I8 speak of holds, which are not in the database; I12 of the providers' own reports. I10 holds because no
     * verb here changes an entry.
     */
    List<Finding> audit();

    /** Calls that ended in a {@code settle} entry; those that were billed nothing are not counted. */
    long settledRequests();

    /** Slices that are not empty. */
    long openHolds();
}
