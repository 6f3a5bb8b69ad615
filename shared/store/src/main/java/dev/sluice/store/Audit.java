package dev.sluice.store;

import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;

/** Checks the books from the rows alone; {@link Invariant} says what must hold. */
final class Audit {
    private static final int REPORTED_DAYS = 40;
    /** How many lines of the audit log are read again in each round. */
    private static final int NEWEST_OF_LOG = 500;

    private final Handle handle;
    private final SqlDialect dialect;
    private final AuditTerms terms;
    private final Repricing repricing;
    private final Tally tally = new Tally();

    /**
     * An audit of what one snapshot shows.
     *
     * @param repricing as fresh as that snapshot
     */
    Audit(Handle handle, SqlDialect dialect, AuditTerms terms, Repricing repricing) {
        this.handle = handle;
        this.dialect = dialect;
        this.terms = terms;
        this.repricing = repricing;
    }

    /** All there is. */
    List<Finding> everything() throws SQLException {
        BalanceAudit balances = new BalanceAudit(handle, tally);
        balances.checkAccounts(dialect, terms);
        balances.checkAllEntries();
        RowAudit rows = new RowAudit(handle, repricing, tally);
        Seals seals = new Seals(handle);
        for (Stretch stretch : Stretch.everything(handle)) {
            rows.check(stretch);
            tally.add(Invariant.I10, seals.broken(stretch.node()));
        }
        tally.add(Invariant.I12, new ProviderReports(handle).disputed(LocalDate.EPOCH, terms.tolerancePercent()));
        tally.add(Invariant.I13, new AuditChain(handle).broken());
        return tally.findings();
    }

    /**
     * What one piece of an audit saw.
     *
     * @param tally what is wrong
     * @param moved what the entries of the stretches come to, by account
     * @param isClean whether nothing is wrong with these entries and requests; what else is wrong is found anew in each round
     * @param isWhole whether more was looked at than the stretches
     */
    record Round(Tally tally, List<Stretch> stretches, Map<String, Long> moved, boolean isClean, boolean isWhole) {}

    /**
     * What is new since the last round; and once that is all of it, or there is no more time, the balances and the providers'
     * reports.
     */
    Round round(AuditMarks marks, boolean isLast) throws SQLException {
        List<Stretch> stretches = marks.next();
        BalanceAudit balances = new BalanceAudit(handle, tally);
        Map<String, Long> moved = new HashMap<>();
        RowAudit rows = new RowAudit(handle, repricing, tally);
        for (Stretch stretch : stretches) {
            rows.check(stretch);
            balances.addEntries(moved, stretch.of("e"));
            tally.add(Invariant.I2, balances.entriesOfNoAccount(stretch.of("e")));
            tally.add(Invariant.I9, stretch.isDesk() ? balances.doubtfulCredits(stretch.of("e")) : 0);
        }
        boolean isClean = tally.isClean();
        boolean atTheEnd = AuditMarks.reachTheEnd(stretches);
        boolean isWhole = isLast || atTheEnd || !isClean;
        if (isWhole) {
            balances.checkAccounts(dialect, terms);
            checkReports();
            tally.add(Invariant.I13, new AuditChain(handle).brokenOfNewest(NEWEST_OF_LOG));
        }
        if (atTheEnd) {
            Map<String, Long> sums = marks.sums();
            moved.forEach((account, amount) -> sums.merge(account, amount, Math::addExact));
            tally.add(Invariant.I2, balances.wrongBalances(sums));
        }
        return new Round(tally, stretches, moved, isClean, isWhole);
    }

    private void checkReports() {
        LocalDate since = LocalDate.now(ZoneOffset.UTC).minusDays(REPORTED_DAYS);
        tally.add(Invariant.I12, new ProviderReports(handle).disputed(since, terms.tolerancePercent()));
    }
}
