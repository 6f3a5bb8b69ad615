package dev.sluice.accounting;

import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.Upkeep;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The chores of the books: rolling calls up, and deleting by policy. Every node of a cluster looks, one has the turn. Each
 * piece is a short transaction, and between two of them is at least as long a pause, in which bills are written.
 */
final class Housekeeping {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final Duration EVERY = Duration.ofSeconds(5);
    /** Of each chore in one round; what is left waits for the next. */
    private static final int MOST_PIECES = 500;

    private final Upkeep upkeep;
    private final String holder;
    private final RetentionSettings retention;
    private volatile boolean stopped;
    private volatile boolean hasTurn;

    Housekeeping(Upkeep upkeep, String holder, RetentionSettings retention) {
        this.upkeep = upkeep;
        this.holder = holder;
        this.retention = retention;
    }

    void join(Rounds rounds) {
        rounds.everyIdle(EVERY, "housekeeping", this::round);
    }

    /** Ends the round that is under way after its piece, and lets another node have the turn. */
    void stop() {
        stopped = true;
        if (hasTurn) {
            leave();
        }
    }

    private void leave() {
        try {
            upkeep.leave(holder);
        } catch (StoreUnavailable away) {
            LOG.info("event=turn_not_left holder={} effect=ends_by_itself reason={}", holder, away.getMessage());
        }
    }

    void round() {
        hasTurn = !stopped && upkeep.take(holder);
        if (!hasTurn) {
            return;
        }
        repeat(() -> upkeep.rollUp(holder));
        if (!retention.requests().isZero()) {
            repeat(() -> upkeep.dropRequests(holder, retention.requests()));
        }
        if (!retention.hours().isZero()) {
            repeat(() -> upkeep.dropHours(holder, retention.hours()));
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
