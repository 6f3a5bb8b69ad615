package dev.sluice.accounting;

import dev.sluice.store.Account;
import dev.sluice.store.Budgets;
import java.time.Duration;

/**
 * Begins the periods of budgets, and clears away those that are over. Thread safe; on virtual threads only.
 *
 * <p>Which period it is, this node's wall clock says; how much is left of it, the database.
 */
final class Periods {
    private static final int REMEMBERED = 10_000;
    private static final int AT_ONCE = 200;
    private static final int ROUNDS = 10;
    /** Longer than any call, and than any clock may be wrong. */
    private static final Duration KEPT = Duration.ofDays(1);

    private final Budgets budgets;
    private final Clocks clocks;
    /** Periods that are there, as of a generation: a budget that was deleted may have come back without its periods. */
    private final RecentMap<Account, Long> opened = new RecentMap<>(REMEMBERED);

    private volatile long generation;

    Periods(Budgets budgets, Clocks clocks) {
        this.budgets = budgets;
        this.clocks = clocks;
    }

    /** Whether this is a period that may have begun just now, so that it is worth drawing on it again. */
    boolean open(Account account) {
        long asOf = generation;
        Long known = opened.get(account);
        if (!account.isPeriod() || (known != null && known == asOf)) {
            return false;
        }
        budgets.open(account);
        opened.put(account, asOf);
        return true;
    }

    /** Hears of a generation of the configuration. */
    void learn(long heard) {
        generation = heard;
    }

    void sweep() {
        int swept = AT_ONCE;
        for (int i = 0; i < ROUNDS && swept == AT_ONCE; i++) {
            swept = budgets.sweep(clocks.instant().minus(KEPT), AT_ONCE);
        }
    }
}
