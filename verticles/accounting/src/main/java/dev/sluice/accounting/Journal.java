package dev.sluice.accounting;

import dev.sluice.store.Bill;

/**
 * Takes calls that have ended on their way to the books. Thread safe and never blocking.
 *
 * <p>{@link Settler} keeps them in memory until the database has them; a journal on the node's disk fits the same door.
 */
public interface Journal {

    /**
     * Whether another call may be admitted, so that its bill will find a place.
     *
     * @param open calls that are admitted and will end
     */
    boolean hasRoom(int open);

    /** Takes the bill of an admitted call; never refuses. */
    void append(Bill bill);

    /**
     * Takes the row of a refused request if there is plenty of room.
     *
     * @return false if it was dropped
     */
    boolean offer(Bill refusal);

    /** Bills that are not in the books yet. */
    int backlog();
}
