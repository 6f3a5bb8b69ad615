package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limit;
import dev.sluice.accounting.limits.LimitBook;
import dev.sluice.accounting.limits.Subject;
import dev.sluice.store.Accounts;
import dev.sluice.store.RateLimit;
import dev.sluice.store.Store;
import java.util.List;

/** Keeps the newest {@link BudgetBook}: read once for each generation of the configuration. Thread safe; blocks. */
final class BudgetShelf {
    private final Store store;
    private long asOf = -1;
    private BudgetBook book = BudgetBook.EMPTY;

    BudgetShelf(Store store) {
        this.store = store;
    }

    /** A book that is at least as new as this generation. */
    synchronized BudgetBook asOf(long generation) {
        if (asOf < generation) {
            Accounts accounts = store.accounts();
            book = new BudgetBook(
                    accounts.budgets().inForce(),
                    accounts.groups().disabled(),
                    limits(accounts.rateLimits().all()));
            asOf = generation;
        }
        return book;
    }

    private static LimitBook limits(List<RateLimit> all) {
        return all.isEmpty()
                ? LimitBook.EMPTY
                : new LimitBook(all.stream()
                        .map(limit -> new Limit(new Subject(limit.scope(), limit.subject()), limit.most()))
                        .toList());
    }
}
