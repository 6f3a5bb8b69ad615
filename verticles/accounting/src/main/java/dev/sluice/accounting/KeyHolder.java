package dev.sluice.accounting;

import dev.sluice.accounting.limits.Limit;
import dev.sluice.accounting.limits.LimitBook;
import dev.sluice.model.call.Caller;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Account;
import dev.sluice.store.Budget;
import dev.sluice.store.Unit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A key and the user it belongs to, made ready for deciding on calls.
 *
 * @param budgets that may count its calls, depending on the model
 * @param limits that count all its calls
 * @param limitBook where those of models are
 * @param groupOpen whether keys of its group may be used
 */
record KeyHolder(
        ApiKey key,
        User user,
        Caller caller,
        Networks networks,
        Account userAccount,
        Account keyAccount,
        List<Budget> budgets,
        List<Limit> limits,
        LimitBook limitBook,
        boolean groupOpen) {

    static KeyHolder of(ApiKey key, User user, BudgetBook book) {
        return new KeyHolder(
                key,
                user,
                new Caller(
                        key.id(),
                        user.id(),
                        key.group(),
                        Set.copyOf(key.models()),
                        key.mayExplain(),
                        user.isAdministrator()),
                Networks.of(key.networks()),
                Account.ofUser(user.id()),
                Account.ofKey(key.id()),
                book.of(key, user),
                book.limits().of(key),
                book.limits(),
                book.isOpen(key.group()));
    }

    /** The only models that may be called; empty for all. */
    Set<String> models() {
        return caller.models();
    }

    /** Every limit that counts a call of this model. */
    List<Limit> limits(String model) {
        return limitBook.with(limits, model);
    }

    /** Whether calls wait for money in the user's account. */
    boolean hasBalance() {
        return !user.unlimited();
    }

    boolean hasBudget() {
        return key.budget() != null;
    }

    /** Whether anything bounds what may be spent, so that a call of unknown price cannot be let through. */
    boolean mustPay(String model) {
        return hasBalance() || hasBudget() || isBounded(model, Unit.COST);
    }

    private boolean isBounded(String model, Unit unit) {
        for (Budget budget : budgets) {
            if (budget.unit() == unit && budget.scope().matches(model)) {
                return true;
            }
        }
        return false;
    }

    /**
     * What a call may take of the user's balance, of the key's budget and of every budget that counts it.
     *
     * @param most that it may come to
     */
    List<Claim> claims(Spent most, String model, Clocks clocks) {
        Claim user =
                new Claim(userAccount, Unit.COST, hasBalance() ? most.cost().value() : 0);
        Claim key = hasBudget() ? new Claim(keyAccount, Unit.COST, most.cost().value()) : null;
        if (budgets.isEmpty()) {
            return key == null ? List.of(user) : List.of(user, key);
        }
        List<Claim> claims = new ArrayList<>(2 + budgets.size());
        claims.add(user);
        if (key != null) {
            claims.add(key);
        }
        Instant now = clocks.instant();
        for (Budget budget : budgets) {
            if (budget.scope().matches(model)) {
                claims.add(new Claim(budget.accountAt(now), budget.unit(), most.in(budget.unit())));
            }
        }
        return claims;
    }

    /** The budget whose period this account is. */
    Optional<Budget> budgetOf(Account period) {
        return budgets.stream().filter(budget -> period.isPeriodOf(budget)).findFirst();
    }
}
