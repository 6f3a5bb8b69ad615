package dev.sluice.store;

import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One audit of what is new: piece by piece, each in a snapshot of its own, and the marks move on after each that is clean. */
final class AuditRounds {
    private static final Logger LOG = LoggerFactory.getLogger(AuditRounds.class);
    /** How many entries under older seals are read again, of all nodes. */
    private static final int SEALED_ENTRIES = 20_000;

    private final Database database;
    private final AuditTerms terms;
    private final AuditPace pace;
    private final Repricing repricing = new Repricing();

    /**
     * What an audit came to.
     *
     * @param unaudited records of the nodes' journals that it did not come to
     */
    record Outcome(List<Finding> findings, long unaudited) {}

    AuditRounds(Database database, AuditTerms terms, AuditPace pace) {
        this.database = database;
        this.terms = terms;
        this.pace = pace;
    }

    /**
     * Until all is seen, something is wrong, or the time is spent.
     *
     * @param turn chooses the older of the seals
     */
    Outcome run(long turn) {
        long begun = System.nanoTime();
        Audit.Round round;
        do {
            long since = System.nanoTime();
            round = round(since - begun >= pace.atMost().toNanos());
            if (round.isClean()) {
                moveOn(round);
            }
            pace.rest(since);
        } while (!round.isWhole() && pace.goOn().getAsBoolean());
        if (round.isWhole()) {
            checkSomeSeals(round, turn);
        }
        return new Outcome(round.tally().findings(), AuditMarks.behind(round.stretches()));
    }

    private Audit.Round round(boolean isLast) {
        return database.snapshot(h -> {
            database.unhurried(h);
            repricing.refresh(h);
            return new Audit(h, database.dialect(), terms, repricing).round(new AuditMarks(h, pace.entries()), isLast);
        });
    }

    private void moveOn(Audit.Round round) {
        try {
            database.write(h -> {
                AuditMarks.advance(h, round.stretches(), round.moved());
                return round;
            });
        } catch (StoreConflict e) {
            LOG.debug("another node has audited the same");
        }
    }

    private void checkSomeSeals(Audit.Round round, long turn) {
        long most = SEALED_ENTRIES / round.stretches().size();
        for (Stretch stretch : round.stretches()) {
            int node = stretch.node();
            for (long seal : database.snapshot(h -> new Seals(h).some(node, turn, most))) {
                if (!pace.goOn().getAsBoolean()) {
                    return;
                }
                long since = System.nanoTime();
                round.tally().check(Invariant.I10, database.snapshot(h -> new Seals(h).isWhole(node, seal)));
                pace.rest(since);
            }
        }
    }
}
