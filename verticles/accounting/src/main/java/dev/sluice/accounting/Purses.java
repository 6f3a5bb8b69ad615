package dev.sluice.accounting;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The purses of all accounts that bound what calls may cost: users' balances and keys' budgets. */
final class Purses {
    private static final Logger LOG = LoggerFactory.getLogger(Purses.class);

    private final Teller teller;
    private final Clocks clocks;
    private final long idleNanos;
    private final ConcurrentHashMap<Account, Purse> purses = new ConcurrentHashMap<>();

    Purses(Teller teller, Clocks clocks, Duration idle) {
        this.teller = teller;
        this.clocks = clocks;
        this.idleNanos = idle.toNanos();
    }

    /** Sets so much aside of the balance and the budget, whichever the holder has, or of neither. */
    Future<Reservation> take(KeyHolder holder, long need) {
        if (!holder.mustPay()) {
            return Future.succeededFuture(new Reservation(Taking.TAKEN, holder, 0, null, null));
        }
        return takeOf(holder.hasBalance() ? holder.userAccount() : null, need)
                .compose(user -> user.taking() != Taking.TAKEN
                        ? Future.succeededFuture(new Reservation(user.taking(), holder, 0, null, null))
                        : takeOf(holder.hasBudget() ? holder.keyAccount() : null, need)
                                .map(key -> together(holder, need, user, key)));
    }

    /** Tells those who have waited too long; never blocks. */
    void dismissLate() {
        purses.values().forEach(Purse::dismissLate);
    }

    /** Gives idle money back. On a virtual thread only. */
    void sweep() {
        sweep(idleNanos);
    }

    /** Gives everything back that is not set aside. On a virtual thread only. */
    void giveAllBack() {
        sweep(0);
    }

    int size() {
        return purses.size();
    }

    private Reservation together(KeyHolder holder, long need, Part user, Part key) {
        if (key.taking() == Taking.TAKEN) {
            return new Reservation(Taking.TAKEN, holder, need, user.purse(), key.purse());
        }
        if (user.purse() != null) {
            user.purse().settle(need, 0);
        }
        return new Reservation(key.taking(), holder, 0, null, null);
    }

    private Future<Part> takeOf(@Nullable Account account, long need) {
        if (account == null) {
            return Future.succeededFuture(new Part(Taking.TAKEN, null));
        }
        while (true) {
            Purse purse = purses.computeIfAbsent(account, a -> new Purse(a, teller, clocks));
            Future<Taking> taking = purse.take(need);
            if (taking != null) {
                return taking.map(t -> new Part(t, purse));
            }
            purses.remove(account, purse);
        }
    }

    private void sweep(long idle) {
        for (Purse purse : purses.values()) {
            long amount = purse.takeOut(idle);
            if (amount > 0) {
                giveBack(purse, amount);
            }
        }
        purses.values().removeIf(purse -> purse.retire(idle));
    }

    /**
     * While the ledger is away the purse keeps its money and can serve from it. If the ledger goes away in the middle,
     * nobody knows whether it has the money back, and the purse does not get it: held money comes back when this node
     * starts again, money that is spent twice never does.
     */
    private void giveBack(Purse purse, long amount) {
        if (!teller.isThere(purse.account())) {
            purse.putIn(amount);
            return;
        }
        try {
            teller.bringBack(purse.account(), amount);
        } catch (StoreUnavailable | StoreConflict e) {
            LOG.warn(
                    "event=give_back_failed account={} nanodollars={} effect=held_until_restart",
                    purse.account().id(),
                    amount,
                    e);
        }
    }

    private record Part(Taking taking, @Nullable Purse purse) {}

    /**
     * What is set aside for one call.
     *
     * @param taking anything but TAKEN means that nothing is set aside
     * @param user the purse of the user's balance, absent for users without limit
     * @param key the purse of the key's budget, absent for keys without one
     */
    record Reservation(
            Taking taking,
            KeyHolder holder,
            long amount,
            @Nullable Purse user,
            @Nullable Purse key) {

        /** Ends the reservation with what the call came to; what is left goes back to the purses. */
        List<Bill.Charge> settle(NanoDollars cost) {
            List<Bill.Charge> charges = new ArrayList<>(2);
            charges.add(charge(holder.userAccount(), user, cost));
            if (key != null) {
                charges.add(charge(holder.keyAccount(), key, cost));
            }
            return charges;
        }

        void cancel() {
            settle(NanoDollars.ZERO);
        }

        private Bill.Charge charge(Account account, @Nullable Purse purse, NanoDollars cost) {
            long paid = purse == null ? 0 : purse.settle(amount, cost.value());
            return new Bill.Charge(account, cost, new NanoDollars(paid));
        }
    }
}
