package dev.sluice.accounting;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.accounting.Reservation.Part;
import dev.sluice.store.Account;
import dev.sluice.store.NodeFenced;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The purses of all accounts that bound what calls may take: users' balances and budgets of every kind. */
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

    /** Sets all claims aside, or none; complete at once unless a purse has to be filled first. */
    Future<Reservation> take(List<Claim> claims) {
        return takeRest(claims, new ArrayList<>(claims.size()));
    }

    private Future<Reservation> takeRest(List<Claim> claims, List<Part> parts) {
        while (parts.size() < claims.size()) {
            Claim claim = claims.get(parts.size());
            if (claim.amount() == 0) {
                parts.add(new Part(claim, null));
                continue;
            }
            if (!teller.maySpend()) {
                return Future.succeededFuture(giveUp(Taking.UNKNOWN, claim, parts));
            }
            Asked asked = ask(claim);
            if (!asked.taking().isComplete()) {
                return asked.taking()
                        .compose(taking -> taking == Taking.TAKEN
                                ? takeRest(claims, with(parts, claim, asked.purse()))
                                : Future.succeededFuture(giveUp(taking, claim, parts)));
            }
            if (asked.taking().result() != Taking.TAKEN) {
                return Future.succeededFuture(giveUp(asked.taking().result(), claim, parts));
            }
            parts.add(new Part(claim, asked.purse()));
        }
        return Future.succeededFuture(Reservation.of(parts));
    }

    private static List<Part> with(List<Part> parts, Claim claim, Purse purse) {
        parts.add(new Part(claim, purse));
        return parts;
    }

    /** What was set aside for this call goes back, since it is all or nothing. */
    private static Reservation giveUp(Taking taking, Claim claim, List<Part> parts) {
        Reservation.of(parts).cancel();
        return Reservation.refused(taking, claim);
    }

    private record Asked(Purse purse, Future<Taking> taking) {}

    private Asked ask(Claim claim) {
        while (true) {
            Purse purse = purses.computeIfAbsent(claim.account(), a -> new Purse(a, teller, clocks));
            Future<Taking> taking = purse.take(claim.amount());
            if (taking != null) {
                return new Asked(purse, taking);
            }
            purses.remove(claim.account(), purse);
        }
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

    /** Those of whose accounts the ledger may hold more for this node than they know of. */
    List<Purse> doubtful() {
        return purses.values().stream().filter(Purse::isDoubtful).toList();
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
     * nobody knows whether it has the money back, and the purse does not get it: what is held in {@linkplain Doubts doubt} comes
     * back, money that is spent twice never does.
     */
    private void giveBack(Purse purse, long amount) {
        long left = amount;
        try {
            if (teller.isThere(purse.account())) {
                left = 0;
                teller.bringBack(purse.account(), amount);
            }
        } catch (StoreUnavailable | StoreConflict | NodeFenced e) {
            purse.doubt();
            LOG.warn(
                    "event=give_back_failed account={} amount={} effect=held_in_doubt",
                    purse.account().id(),
                    amount,
                    e);
        } finally {
            purse.putIn(left);
        }
    }
}
