package dev.sluice.accounting;

import dev.sluice.store.Job;
import dev.sluice.store.Store;
import dev.sluice.store.Upkeep;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;

/**
 * The chores of the books: rolling calls up, and deleting by policy. One node of a cluster does them. Each
 * piece is a short transaction, and between two of them is at least as long a pause, in which bills are written.
 */
final class Housekeeping {
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Of each chore in one round; what is left waits for the next. */
    private static final int MOST_PIECES = 500;

    private final Store store;
    private final Upkeep upkeep;
    private final String holder;
    private final RetentionSettings retention;
    private volatile boolean stopped;

    Housekeeping(Store store, String holder, RetentionSettings retention) {
        this.store = store;
        this.upkeep = store.upkeep();
        this.holder = holder;
        this.retention = retention;
    }

    void join(Rounds rounds, Turns turns) {
        rounds.everyIdle(EVERY, "housekeeping", turns.single(Job.UPKEEP, this::round));
    }

    /** Ends the round that is under way after its piece. */
    void stop() {
        stopped = true;
    }

    void round() {
        repeat(() -> upkeep.rollUp(holder));
        if (!retention.requests().isZero()) {
            repeat(() -> upkeep.dropRequests(holder, retention.requests()));
        }
        repeat(() -> upkeep.dropExplanations(holder, retention.requests(), retention.explanations()));
        if (!retention.hours().isZero()) {
            repeat(() -> upkeep.dropHours(holder, retention.hours()));
        }
        if (!retention.revisions().isZero()) {
            repeat(() -> store.revisions().drop(retention.revisions()));
        }
        if (!retention.auditLog().isZero()) {
            repeat(() -> upkeep.dropAuditLog(holder, retention.auditLog()));
        }
    }

    private void repeat(IntSupplier piece) {
        for (int done = 0; done < MOST_PIECES && !stopped; done++) {
            long begun = System.nanoTime();
            if (piece.getAsInt() == 0) {
                return;
            }
            LockSupport.parkNanos(System.nanoTime() - begun);
        }
    }
}
