package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.ApiKey;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of key budgets. They hold allowances, not money: no entry is written for them, and one that is not in force
 * any more stays where it is, because calls that are still running may draw on it and return to it.
 */
final class KeyBudgets {
    private KeyBudgets() {}

    static void open(Handle handle, String keyId, NanoDollars left) {
        handle.execute(
                "INSERT INTO account (id, kind, posted, held, lowest) VALUES (?, 'allowance', ?, 0, NULL)",
                Account.ofKey(keyId).id(),
                left.value());
    }

    /** A budget is the most that may ever be spent, so what was spent before it was set or changed counts. */
    static void change(Handle handle, ApiKey old, @Nullable NanoDollars budget) {
        NanoDollars before = old.budget();
        String account = Account.ofKey(old.id()).id();
        if (budget == null || budget.equals(before)) {
            return;
        }
        if (before != null) {
            long more = budget.minus(before).value();
            handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", more, account);
            return;
        }
        NanoDollars left = budget.minus(new NanoDollars(KeySpending.total(handle, old.id())));
        if (handle.execute("UPDATE account SET posted = ? WHERE id = ?", left.value(), account) == 0) {
            open(handle, old.id(), left);
        }
    }
}
