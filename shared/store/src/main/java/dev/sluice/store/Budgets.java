package dev.sluice.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Budgets with periods. Every period of a budget is an account of its own, an allowance that nodes draw slices of like
 * money, so that a budget holds exactly over all nodes. Every change raises the generation.
 */
public interface Budgets {
    /** How many budgets there may be, since every node keeps all of them in memory. */
    int MOST = 10_000;

    /**
     * Adds a budget.
     *
     * @throws StoreConflict if there are too many already
     */
    void create(Budget budget);

    Optional<Budget> get(String id);

    /** In order of creation. */
    Page<Budget> list(@Nullable String after, int limit);

    /** Those that are enabled. */
    List<Budget> inForce();

    /**
     * Changes name, limit, warning and whether it is in force. A running period gets as much more, or less, as the limit
     * does.
     *
     * @return false if there is no such budget
     */
    boolean update(Budget budget, Instant now);

    /** The budget is gone at once; calls that still run are charged to what is left of it. */
    boolean delete(String id, Instant now);

    /**
     * Makes the account of a period, for the first who draws on it.
     *
     * @return false if there is one already, or no such budget
     */
    boolean open(Account period);

    /** How the period that a moment is in stands; absent if nobody has drawn on it. */
    Optional<Standing> standing(Budget budget, Instant moment);

    /**
     * The use of a budget in one period.
     *
     * @param spent by calls that have ended; more than the limit if one overran what it was expected to use
     * @param held by nodes, for calls that run and those that may come
     * @param warned whether the soft limit was passed
     */
    record Standing(long limit, long spent, long held, boolean warned) {}

    /**
     * Deletes accounts of periods that were over before a moment and of which nothing is held.
     *
     * @return how many; ask again if it is {@code most}
     */
    int sweep(Instant before, int most);
}
