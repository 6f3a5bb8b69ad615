package dev.sluice.accounting;

import dev.sluice.store.Job;
import dev.sluice.store.Store;
import java.time.Duration;

/** What one node of a cluster does at a time, in the background: each job by whoever has its turn. */
final class SingleJobs {
    private static final Duration EVERY = Duration.ofMinutes(1);

    private final Store store;
    private final Turns turns;
    private final Housekeeping housekeeping;
    private final AnswerKeeper answers;
    private final Periods periods;

    SingleJobs(AccountingNode node, RetentionSettings retention, AnswerKeeper answers, Periods periods) {
        this.store = node.store();
        this.turns = new Turns(store.jobs(), node.nodeId(), node.clocks());
        this.housekeeping = new Housekeeping(store, node.nodeId(), retention);
        this.answers = answers;
        this.periods = periods;
    }

    void join(Rounds rounds) {
        turns.join(rounds);
        housekeeping.join(rounds, turns);
        Duration grace = store.ledger().terms().grace();
        rounds.every(
                EVERY,
                "slices of nodes that are gone",
                turns.single(Job.SLICES, () -> store.nodes().release(grace)));
        rounds.every(EVERY, "kept answers", turns.single(Job.ANSWERS, answers::sweep));
        rounds.every(EVERY, "budgets", turns.single(Job.BUDGETS, periods::sweep));
        rounds.every(
                EVERY, "seals", turns.single(Job.SEALS, () -> store.ledger().seal()));
    }

    /** Ends what is under way after its piece, and lets other nodes have the jobs. */
    void stop() {
        housekeeping.stop();
        turns.stop();
    }
}
