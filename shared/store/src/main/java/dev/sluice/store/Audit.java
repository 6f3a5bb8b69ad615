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
    /** How many entries under older seals a round reads again, of all nodes. */
    private static final int SEALED_ENTRIES = 20_000;

    private final Handle handle;
    private final SqlDialect dialect;
    private final AuditTerms terms;
    private final Tally tally = new Tally();

    Audit(Handle handle, SqlDialect dialect, AuditTerms terms) {
        this.handle = handle;
        this.dialect = dialect;
        this.terms = terms;
    }

    /** All there is. */
    List<Finding> everything() throws SQLException {
        BalanceAudit balances = new BalanceAudit(handle, tally);
        balances.checkAccounts(dialect, terms);
        balances.checkAllEntries();
        RowAudit rows = new RowAudit(handle, tally);
        Seals seals = new Seals(handle);
        for (Stretch stretch : Stretch.everything(handle)) {
            rows.check(stretch);
            tally.add(Invariant.I10, seals.broken(stretch.node()));
        }
        tally.add(Invariant.I12, new ProviderReports(handle).disputed(LocalDate.EPOCH, terms.tolerancePercent()));
        return tally.findings();
    }

    /**
     * What a round of audit saw.
     *
     * @param moved what the entries of the stretches come to, by account
     * @param isClean whether nothing is wrong with these entries and requests; what else is wrong is found anew in each round
     * @param isWhole whether more was looked at than the stretches
     */
    record Round(
            List<Finding> findings,
            List<Stretch> stretches,
            Map<String, Long> moved,
            boolean isClean,
            boolean isWhole) {}

    /**
     * What is new since the last round; and once that is all of it, or there is no more time, the balances, some seals of each
     * node, and the providers' reports.
     *
     * @param turn chooses the older of the seals
     */
    Round round(AuditMarks marks, long turn, boolean isLast) throws SQLException {
        List<Stretch> stretches = marks.next();
        BalanceAudit balances = new BalanceAudit(handle, tally);
        Map<String, Long> moved = new HashMap<>();
        RowAudit rows = new RowAudit(handle, tally);
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
            checkSomeSeals(stretches, turn);
            checkReports();
        }
        if (atTheEnd) {
            Map<String, Long> sums = marks.sums();
            moved.forEach((account, amount) -> sums.merge(account, amount, Math::addExact));
            tally.add(Invariant.I2, balances.wrongBalances(sums));
        }
        return new Round(tally.findings(), stretches, moved, isClean, isWhole);
    }

    private void checkSomeSeals(List<Stretch> stretches, long turn) throws SQLException {
        Seals seals = new Seals(handle);
        for (Stretch stretch : stretches) {
            tally.add(Invariant.I10, seals.brokenOfSome(stretch.node(), turn, SEALED_ENTRIES / stretches.size()));
        }
    }

    private void checkReports() {
        LocalDate since = LocalDate.now(ZoneOffset.UTC).minusDays(REPORTED_DAYS);
        tally.add(Invariant.I12, new ProviderReports(handle).disputed(since, terms.tolerancePercent()));
    }
}
