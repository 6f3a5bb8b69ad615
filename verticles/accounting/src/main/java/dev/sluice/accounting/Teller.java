package dev.sluice.accounting;

import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Ledger;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;

/** Fetches money for purses from the ledger, and brings it back. */
final class Teller {
    /** Below so many of the largest need, an account is near its end and is drawn from to the exact need. */
    private static final long PLENTY = 16;

    private final String nodeId;
    private final Ledger ledger;
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

    Teller(String nodeId, Ledger ledger, Desk desk) {
        this.nodeId = nodeId;
        this.ledger = ledger;
        this.desk = desk;
    }

    /** Completes with what was fetched: zero, or at least the least. */
    Future<Long> draw(Draw draw) {
        return desk.ask(() -> fetch(draw));
    }

    /** On a virtual thread only. */
    void bringBack(Account account, long amount) {
        ledger.giveBack(nodeId, account, new NanoDollars(amount));
    }

    /** Whether the ledger answers; on a virtual thread only. */
    boolean isThere(Account account) {
        try {
            return ledger.balance(account).isPresent();
        } catch (StoreUnavailable e) {
            return false;
        }
    }

    private long fetch(Draw draw) {
        long wanted = draw.needed() + ahead(draw);
        return ledger.draw(nodeId, draw.account(), new NanoDollars(wanted), new NanoDollars(draw.least()))
                .value();
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
