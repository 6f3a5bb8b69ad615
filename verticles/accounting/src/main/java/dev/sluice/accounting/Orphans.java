package dev.sluice.accounting;

import dev.sluice.accounting.record.JournalRecord;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.chat.Operation;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import java.util.List;
import java.util.NoSuchElementException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends the calls that were open when the last life of this node did: as if their callers had left then, which is what
 * happened to them. Billed is the estimated prompt and what is known to have been passed on, at the prices of admission.
 * On a virtual thread only.
 */
final class Orphans {
    /** The policy's name, which stands in the row. */
    static final String POLICY = "node_lost";

    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final int CLIENT_CLOSED = 499;

    private final Pricing pricing;
    private final Recorder recorder;
    private final EndRules rules;

    Orphans(Books books) {
        this.pricing = books.pricing();
        this.recorder = books.recorder();
        this.rules = books.rules();
    }

    /** Writes the call's end; false if there is no place for it. */
    boolean end(Replay.Orphan orphan) {
        JournalRecord.Hold hold = orphan.hold();
        Settlement end = lost(orphan);
        Tally tally = hold.operation().equals(Operation.COUNT_TOKENS.id())
                ? Tally.NOTHING
                : Tally.of(end, hold.promptTokens(), hold.outputTokens(), rules);
        Reckoning reckoning = reckon(hold, tally, end);
        LOG.warn(
                "event=orphan_settled call={} produced={} usage={} nanodollars={}",
                hold.call(),
                end.produced(),
                tally.source(),
                reckoning.cost().value());
        Spent spent = Settlements.spent(end, tally, reckoning.cost());
        return !recorder.end(Rows.orphan(hold, end, tally, reckoning), charges(hold, spent))
                .failed();
    }

    private Reckoning reckon(JournalRecord.Hold hold, Tally tally, Settlement end) {
        NanoDollars held = new NanoDollars(hold.held());
        try {
            Quote quote = pricing.recall(hold.priceVersion(), hold.model(), hold.group(), hold.arrivedAtMillis());
            return pricing.reckon(quote, held, tally, end);
        } catch (ArithmeticException | NoSuchElementException | IllegalStateException | IllegalArgumentException e) {
            return pricing.billHeld(hold.priceVersion(), held, end, e);
        }
    }

    /** What was set aside is in a slice of the last life still, so as much is paid from there. */
    private static List<Bill.Charge> charges(JournalRecord.Hold hold, Spent spent) {
        return hold.claims().stream()
                .map(claim -> new Claim(new Account(claim.account()), claim.unit(), claim.amount()))
                .map(claim -> claim.charge(spent, Math.min(claim.amount(), spent.in(claim.unit()))))
                .toList();
    }

    private static Settlement lost(Replay.Orphan orphan) {
        CallProgress progress = orphan.progress();
        return new Settlement(
                new CallId(orphan.hold().call()),
                CallEnd.CALLER_LEFT,
                null,
                null,
                null,
                CLIENT_CLOSED,
                POLICY,
                progress == null ? null : progress.reported(),
                false,
                progress == null ? 0 : progress.produced(),
                0,
                -1,
                0);
    }
}
