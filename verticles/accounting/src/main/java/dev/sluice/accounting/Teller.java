package dev.sluice.accounting;

import dev.sluice.store.Account;
import dev.sluice.store.Balance;
import dev.sluice.store.Ledger;
import dev.sluice.store.NodeFenced;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.util.Optional;

/** Fetches money for purses from the ledger, and brings it back. */
final class Teller {
    /** Below so many of the largest need, an account is near its end and is drawn from to the exact need. */
    private static final long PLENTY = 16;

    private final Tenure tenure;
    private final Ledger ledger;
    private final Periods periods;
    private final Desk desk;

    /**
     * What to fetch.
     *
     * @param needed by all who wait
     * @param least what the first of them lacks
     * @param largest need of one of them
     * @param recent what was spent lately, which is likely to be spent again soon
     */
    record Draw(Account account, long needed, long least, long largest, long recent) {}

    Teller(Tenure tenure, Ledger ledger, Periods periods, Desk desk) {
        this.tenure = tenure;
        this.ledger = ledger;
        this.periods = periods;
        this.desk = desk;
    }

    /** Whether what was fetched may be spent: not while this node's lease has run out. */
    boolean maySpend() {
        return tenure.maySpend();
    }

    /** Completes with what was fetched: zero, or at least the least. */
    Future<Long> draw(Draw draw) {
        return desk.ask(() -> fetch(draw));
    }

    /** On a virtual thread only. */
    void bringBack(Account account, long amount) {
        ledger.giveBack(tenure.life(), account, amount);
    }

    /** Brings back all that the ledger has down for this node, if it has all bills up to this one; on a virtual thread only. */
    boolean bringAllBack(Account account, long billed) {
        return ledger.reclaim(tenure.life(), account, billed);
    }

    /** Whether the ledger answers when it is asked for this account, be there one or not; on a virtual thread only. */
    boolean isThere(Account account) {
        try {
            Optional<Balance> ignored = ledger.balance(account);
            return true;
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    /** The period of a budget has no account before somebody has drawn on it. */
    private long fetch(Draw draw) {
        long got = drawOnce(draw);
        return got == 0 && periods.open(draw.account()) ? drawOnce(draw) : got;
    }

    private long drawOnce(Draw draw) {
        long wanted = draw.needed() + ahead(draw);
        try {
            return ledger.draw(tenure.life(), draw.account(), wanted, draw.least());
        } catch (NodeFenced fenced) {
            tenure.fence("draw");
            throw fenced;
        }
    }

    /** Never more than half of what the needs leave, so that other nodes find something too. */
    private long ahead(Draw draw) {
        long more = draw.recent() - draw.needed();
        if (more <= 0) {
            return 0;
        }
        long available = ledger.balance(draw.account())
                .map(balance -> balance.available().value())
                .orElse(0L);
        boolean plenty = available / PLENTY >= draw.largest();
        return plenty ? Math.clamp((available - draw.needed()) / 2, 0, more) : 0;
    }
}
