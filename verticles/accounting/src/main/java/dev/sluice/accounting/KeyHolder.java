package dev.sluice.accounting;

import dev.sluice.model.call.Caller;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.User;
import dev.sluice.store.Account;
import java.util.Set;

/** A key and the user it belongs to, made ready for deciding on calls. */
record KeyHolder(
        ApiKey key,
        User user,
        Caller caller,
        Set<String> models,
        Networks networks,
        Account userAccount,
        Account keyAccount) {

    static KeyHolder of(ApiKey key, User user) {
        return new KeyHolder(
                key,
                user,
                new Caller(key.id(), user.id(), key.group()),
                Set.copyOf(key.models()),
                Networks.of(key.networks()),
                Account.ofUser(user.id()),
                Account.ofKey(key.id()));
    }

    /** Whether calls wait for money in the user's account. */
    boolean hasBalance() {
        return !user.unlimited();
    }

    boolean hasBudget() {
        return key.budget() != null;
    }

    /** Whether anything bounds what may be spent, so that a call of unknown price cannot be let through. */
    boolean mustPay() {
        return hasBalance() || hasBudget();
    }
}
