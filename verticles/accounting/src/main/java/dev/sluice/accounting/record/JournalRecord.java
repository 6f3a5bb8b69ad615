package dev.sluice.accounting.record;

import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Bill;
import dev.sluice.store.Unit;
import java.util.List;

/** What is written of calls into a node's journal. A call has one hold there, and one end. */
public sealed interface JournalRecord {

    /**
     * A call was admitted: all that is needed to bill it if its end never comes.
     *
     * @param arrivedAtMillis wall clock
     * @param model as in its row
     * @param promptTokens estimate of the prompt
     * @param outputTokens the most that the answer may have
     * @param held nano-dollars
     * @param priceVersion the price book in force, 0 if it does not have the model
     * @param claims what was set aside for it, account by account; zero where an account is charged without a hold
     */
    record Hold(
            String call,
            String requestId,
            long arrivedAtMillis,
            String keyId,
            String userId,
            String group,
            String dialect,
            String operation,
            String model,
            boolean stream,
            long promptTokens,
            long outputTokens,
            long held,
            int priceVersion,
            List<Claim> claims)
            implements JournalRecord {
        public Hold {
            claims = List.copyOf(claims);
        }
    }

    /**
     * What was set aside for a call on one account.
     *
     * @param amount in the account's own unit
     */
    record Claim(String account, Unit unit, long amount) {}

    /** How far some answers have come. */
    record Progress(List<CallProgress> calls) implements JournalRecord {
        public Progress {
            calls = List.copyOf(calls);
        }
    }

    /** A call has ended, or a request was refused: its row, and what each account pays. */
    record End(RequestRow row, List<Bill.Charge> charges) implements JournalRecord {
        public End {
            charges = List.copyOf(charges);
        }
    }

    /** Everything up to this sequence was in the books when this was written. */
    record Checkpoint(long applied) implements JournalRecord {}
}
