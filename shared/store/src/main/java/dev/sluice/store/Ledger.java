package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.time.LocalDate;
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
     * Sets money, or whatever else an allowance is counted in, aside for this node.
     *
     * @param wanted taken if the account has it
     * @param least else whatever the account has, but not less than this
     * @return what was taken; zero if there is less than {@code least}
     * @throws NodeFenced when a newer life of the node has begun
     */
    long draw(NodeLife life, Account account, long wanted, long least);

    /**
     * Gives back what was drawn and not spent.
     *
     * @throws StoreConflict if this node has less than that drawn
     * @throws NodeFenced when a newer life of the node has begun
     */
    void giveBack(NodeLife life, Account account, long amount);

    /** What became of a batch. */
    enum Settling {
        /** It is in the books now. */
        APPLIED,
        /** It was in the books before: an earlier try had succeeded, though nobody heard of it. */
        ALREADY
    }

    /**
     * Takes a stretch of a node's journal into the books: the calls that ended in it, all or none, exactly once. A batch
     * whose fate is unknown is sent again as it was. Batches of about 500 are quickest; an empty one just moves on.
     *
     * <p>Each call gets its row and one terminal entry: {@code void} if its usage source is NONE, else {@code settle}. What
     * neither slice nor balance covers is written off. An allowance (a key's budget) may go below zero by the overrun. What
     * providers charge is booked once for each channel. A call whose id is in the books already, under another sequence, is
     * dropped with an alarm: see {@link #strays}.
     *
     * @param bills in the order of their sequences, which lie within the span
     * @throws NodeFenced when a newer life of the node has begun, or the books are elsewhere than at the span's beginning
     */
    Settling settle(NodeLife life, Span span, List<Bill> bills);

    /** How many bills were dropped since this store was opened because their calls were in the books already: an alarm. */
    long strays();

    /**
     * Gives back whatever earlier lives of this node had drawn. Call it once, after their journal is in the books and
     * before anything is drawn.
     *
     * @throws NodeFenced when a newer life of the node has begun
     */
    void reclaim(NodeLife life);

    /**
     * Gives back whatever this node has of an account, also what it does not know of because the answer to a draw was lost.
     * The caller sees to it that nothing is drawn or spent of it meanwhile.
     *
     * @param billed the last record of the node's journal that may tell of something spent of the account
     * @return false if the books have not come so far: then nothing is given back
     * @throws NodeFenced when a newer life of the node has begun
     */
    boolean reclaim(NodeLife life, Account account, long billed);

    /**
     * Adds to a user's balance, or takes from it (a top-up, a gift, a correction).
     *
     * @param externalId names the cause; the same one is booked only once
     * @return false if it was booked before
     * @throws StoreConflict if there is no such balance, or less in it than is to be taken
     */
    boolean adjust(Account account, NanoDollars amount, String reason, String externalId);

    /**
     * Makes an earlier entry good: moves an amount of it back where it came from, as an entry of its own that names it.
     *
     * @param callId of the call whose bill is corrected
     * @param externalId names the cause; the same one is booked only once
     * @return false if it was booked before
     * @throws StoreConflict if the call was not billed so much, all earlier corrections counted
     */
    boolean correct(String callId, NanoDollars amount, String reason, String externalId);

    /** Keeps what a provider says it charges, in place of what it said of that channel and day before. */
    void report(ProviderReport report);

    /** What providers have said of these days, both included. */
    List<ProviderReport> reports(LocalDate from, LocalDate to);

    /**
     * Seals entries that no seal covers, so that an audit sees if they are changed later. Entries are sealed as they are
     * booked, so there are none but those of books that were kept before that, or that stand behind such. For a job that runs
     * every minute or so on any node; it may take several turns.
     *
     * @return how many entries were sealed
     */
    long seal();

    /**
     * Checks all there is, as of one moment: each invariant, in order.
     *
     * <ul>
     *   <li>I1: all balances together come to nothing, so what was debited was credited
     *   <li>I2: a balance is the sum of its entries, and what is held is the sum of open slices
     *   <li>I3: no user has less than nothing but who may
     *   <li>I4: each request has exactly one terminal entry, and each terminal entry its request
     *   <li>I5: what was not admitted costs nothing, and no slice is open of a node that is long gone
     *   <li>I6: each cost is the price of its usage, computed again, and is what was booked
     *   <li>I7: token counts are between 0 and 10⁹
     *   <li>I8: the books have all of a journal that they are marked to have, and nothing beyond
     *   <li>I9: credits have an external id, and no two the same
     *   <li>I10: no entry was changed or deleted since it was sealed
     *   <li>I11: no slice is spent beyond what was granted, and all that is open is held
     *   <li>I12: what calls cost the platform agrees with the providers' own reports, where there are any
     *   <li>I13: no line of the audit log was changed or dropped
     * </ul>
     *
     * <p>Open holds and what is durable before a byte are in the nodes' journals, which are not looked at here. Requests that
     * were deleted by policy are not missed.
     */
    List<Finding> audit(AuditTerms terms);

    /** What the operator of these books lets pass. */
    default AuditTerms terms() {
        return AuditTerms.DEFAULT;
    }

    /** As {@link #audit(AuditTerms)}, with the terms of these books. */
    default List<Finding> audit() {
        return audit(terms());
    }

    /**
     * Checks the same of what is new since the last time, all balances, and some of the seals; bounded, so that it can run
     * every few minutes on a ledger of any size. What is found is found again until {@link #audit()} holds. It goes on for
     * as long as the pace allows; {@link #unaudited} says what it did not come to.
     */
    List<Finding> auditNew(AuditTerms terms, AuditPace pace);

    /** As {@link #auditNew(AuditTerms, AuditPace)}, with the terms of these books and for somebody who waits for it. */
    default List<Finding> auditNew() {
        return auditNew(terms(), AuditPace.AT_ONCE);
    }

    /** How many records of all nodes' journals the last {@link #auditNew} of this store did not come to. */
    long unaudited();

    /** Calls that ended in a {@code settle} entry; those that were billed nothing are not counted. */
    long settledRequests();

    /** Slices that are not empty. */
    long openHolds();
}
