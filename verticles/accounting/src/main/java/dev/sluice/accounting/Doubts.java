package dev.sluice.accounting;

import dev.sluice.store.NodeFenced;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends doubts about what the ledger holds for this node. When the answer to a draw or a return is lost, nobody knows whether
 * the ledger has done it, and the purse acts as if the money were held and not here. Once nothing of the account is set
 * aside and all that was spent of it is in the books, whatever these hold for this node is free, and goes back.
 *
 * <p>For one virtual thread at a time.
 */
final class Doubts {
    private static final Logger LOG = LoggerFactory.getLogger(Doubts.class);

    private final Purses purses;
    private final OpenCalls open;
    private final Recorder recorder;
    private final Teller teller;
    private final Map<Purse, Quiet> quiet = new HashMap<>();

    /**
     * A purse from which nobody has taken for a while.
     *
     * @param takings how often somebody had before
     * @param billed the last record that can tell of it
     */
    private record Quiet(long takings, long billed) {}

    Doubts(Purses purses, OpenCalls open, Recorder recorder, Teller teller) {
        this.purses = purses;
        this.open = open;
        this.recorder = recorder;
        this.teller = teller;
    }

    /** Ends those that can be ended now; none while this node's lease has run out, since others may see to its money then. */
    synchronized void sweep() {
        if (!teller.maySpend()) {
            return;
        }
        List<Purse> doubtful = purses.doubtful();
        quiet.keySet().retainAll(new HashSet<>(doubtful));
        // Asked once: while the ledger is away a question takes long, and the purses keep what they have.
        if (doubtful.isEmpty() || !teller.isThere(doubtful.getFirst().account())) {
            return;
        }
        try {
            doubtful.forEach(this::end);
        } catch (StoreUnavailable | NodeFenced e) {
            LOG.warn("event=doubts_stay accounts={}", doubtful.size(), e);
        }
    }

    /** Accounts of which more may be held than this node knows of. */
    int count() {
        return purses.doubtful().size();
    }

    private void end(Purse purse) {
        Quiet since = quiet(purse);
        if (since == null) {
            quiet.remove(purse);
            return;
        }
        quiet.put(purse, since);
        OptionalLong out = purse.shut(since.takings());
        if (out.isPresent()) {
            bringAllBack(purse, since.billed(), out.getAsLong());
        }
    }

    /**
     * Null unless it is known where the last bill stands. A call's part is settled before its bill is written, and the call
     * is open until then; so whatever is newest once no open call counts on the account stands behind all of them.
     */
    private @Nullable Quiet quiet(Purse purse) {
        OptionalLong takings = purse.quietSince();
        if (takings.isEmpty()) {
            return null;
        }
        Quiet known = quiet.get(purse);
        if (known != null && known.takings() == takings.getAsLong()) {
            return known;
        }
        return open.countOn(purse.account()) ? null : new Quiet(takings.getAsLong(), recorder.newestBill());
    }

    /** What is not known to be back stays in doubt. */
    private void bringAllBack(Purse purse, long billed, long out) {
        long left = 0;
        try {
            if (teller.bringAllBack(purse.account(), billed)) {
                purse.trust();
                LOG.info("event=doubt_ended account={}", purse.account().id());
            } else {
                left = out;
            }
        } catch (StoreConflict e) {
            LOG.warn("event=doubt_stays account={}", purse.account().id(), e);
        } finally {
            purse.putIn(left);
        }
    }
}
