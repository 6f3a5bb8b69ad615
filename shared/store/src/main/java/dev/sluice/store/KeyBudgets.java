package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.util.ArrayList;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/**
 * The accounts of key budgets. They hold allowances, not money: no entry is written for them, and one that is not in force
 * any more stays where it is, because calls that are still running may draw on it and return to it.
 */
final class KeyBudgets {
    private KeyBudgets() {}

    /** The budget of a key as it was and as it shall be; absent for none. */
    record Move(
            String keyId,
            @Nullable NanoDollars from,
            @Nullable NanoDollars to) {}

    static void open(Handle handle, String keyId, NanoDollars left) {
        handle.execute(
                "INSERT INTO account (id, kind, posted, held, lowest) VALUES (?, 'allowance', ?, 0, NULL)",
                Account.ofKey(keyId).id(),
                left.value());
    }

    /** Whether this bill's key pays nothing of it: its call was admitted when the key had no budget as far as was known. */
    static boolean isUncharged(Bill bill) {
        if (bill.row().cost().value() == 0) {
            return false;
        }
        for (Bill.Charge charge : bill.charges()) {
            if (charge.account().isKey()) {
                return false;
            }
        }
        return true;
    }

    static Bill charging(Bill bill) {
        List<Bill.Charge> charges = new ArrayList<>(bill.charges());
        charges.add(new Bill.Charge(
                Account.ofKey(bill.row().keyId()), bill.row().cost().value(), 0));
        return new Bill(bill.seq(), bill.row(), charges);
    }

    /** A budget is the most that may ever be spent, so what was spent before it was set or changed counts. */
    static void change(Handle handle, SqlDialect dialect, Move move) {
        NanoDollars before = move.from();
        NanoDollars budget = move.to();
        String keyId = move.keyId();
        String account = Account.ofKey(keyId).id();
        if (budget == null || budget.equals(before)) {
            return;
        }
        if (before != null) {
            long more = budget.minus(before).value();
            handle.execute("UPDATE account SET posted = posted + ? WHERE id = ?", more, account);
            return;
        }
        // Nobody books meanwhile: a call is either in the sum, or finds the budget when it is booked.
        handle.createQuery("SELECT number FROM node ORDER BY number" + dialect.forUpdate())
                .mapTo(Integer.class)
                .list();
        NanoDollars left = budget.minus(new NanoDollars(KeySpending.total(handle, keyId)));
        if (handle.execute("UPDATE account SET posted = ? WHERE id = ?", left.value(), account) == 0) {
            open(handle, keyId, left);
        }
    }
}
