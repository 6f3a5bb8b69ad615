package dev.sluice.store;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.jdbi.v3.core.Handle;

/** Checks balances, holds and slices, and that credits have a cause: I1, I2, I3, I5, I9 and I11. */
final class BalanceAudit {
    private static final String OPEN_SLICES =
            "(SELECT account, SUM(" + Slices.OPEN + ") AS total FROM slice GROUP BY account)";
    /** A job returns slices every few minutes at the latest, if any node is up. */
    private static final long SLACK_MILLIS = 3_600_000;

    private final Handle handle;
    private final Tally tally;

    BalanceAudit(Handle handle, Tally tally) {
        this.handle = handle;
        this.tally = tally;
    }

    /** What can be seen from the accounts and slices, without looking at entries. */
    void checkAccounts(SqlDialect dialect, AuditTerms terms) {
        tally.add(Invariant.I1, balancesThatDoNotCancelOut());
        tally.add(Invariant.I2, wrongHolds());
        tally.add(Invariant.I3, overdrafts());
        tally.add(
                Invariant.I5,
                slicesOfTheGone(dialect.nowMillis() + " - " + terms.grace().toMillis()));
        tally.add(Invariant.I11, wrongSlices() + unheldSlices());
    }

    /** Every balance against every entry there is. */
    void checkAllEntries() {
        Map<String, Long> sums = new HashMap<>();
        addEntries(sums, "TRUE");
        tally.add(Invariant.I2, wrongBalances(sums) + entriesOfNoAccount("TRUE"));
        tally.add(Invariant.I9, doubtfulCredits("e.node = " + JdbcNodes.DESK));
        tally.add(
                Invariant.I9,
                count("SELECT COUNT(*) FROM (SELECT external_id FROM entry WHERE external_id IS NOT NULL"
                        + " GROUP BY external_id HAVING COUNT(*) > 1) twice"));
        tally.add(
                Invariant.I4,
                count("SELECT COUNT(*) FROM entry e LEFT JOIN node n ON n.number = e.node"
                        + " WHERE n.number IS NULL"));
    }

    /** What some entries move, by account. */
    void addEntries(Map<String, Long> sums, String where) {
        handle.createQuery("SELECT account, SUM(amount) FROM"
                        + " (SELECT credit AS account, amount FROM entry e WHERE " + where + " AND amount <> 0"
                        + " UNION ALL SELECT debit AS account, -amount FROM entry e WHERE " + where
                        + " AND amount <> 0) moved GROUP BY account")
                .map((rs, ctx) -> Map.entry(rs.getString(1), rs.getLong(2)))
                .forEach(sum -> sums.merge(sum.getKey(), sum.getValue(), Math::addExact));
    }

    /** How many balances are not what their entries come to. */
    long wrongBalances(Map<String, Long> sums) {
        Map<String, Long> left = new TreeMap<>(sums);
        long wrong = handle
                .createQuery("SELECT id, posted FROM account WHERE kind <> 'allowance'")
                .map((rs, ctx) -> {
                    Long sum = left.remove(rs.getString(1));
                    return rs.getLong(2) == (sum == null ? 0 : sum) ? 0L : 1L;
                })
                .stream()
                .mapToLong(Long::longValue)
                .sum();
        return wrong + left.values().stream().filter(sum -> sum != 0).count();
    }

    long entriesOfNoAccount(String where) {
        return count("SELECT COUNT(*) FROM entry e LEFT JOIN account d ON d.id = e.debit"
                + " LEFT JOIN account c ON c.id = e.credit WHERE " + where
                + " AND e.amount > 0 AND (d.id IS NULL OR c.id IS NULL"
                + " OR d.kind = 'allowance' OR c.kind = 'allowance')");
    }

    /** An expired slice moves nothing, so it needs no cause from outside. */
    long doubtfulCredits(String where) {
        return count("SELECT COUNT(*) FROM entry e WHERE " + where + " AND e.external_id IS NULL"
                + " AND NOT (e.kind = 'expire' AND e.amount = 0)");
    }

    private long balancesThatDoNotCancelOut() {
        return count("SELECT CASE WHEN COALESCE(SUM(posted), 0) = 0 THEN 0 ELSE 1 END FROM account"
                + " WHERE kind <> 'allowance'");
    }

    private long wrongHolds() {
        return count("SELECT COUNT(*) FROM account a LEFT JOIN " + OPEN_SLICES + " s ON s.account = a.id"
                + " WHERE a.held <> COALESCE(s.total, 0)");
    }

    private long overdrafts() {
        return count("SELECT COUNT(*) FROM account WHERE kind = 'user' AND posted - held < lowest");
    }

    private long slicesOfTheGone(String latest) {
        return count("SELECT COUNT(*) FROM slice s LEFT JOIN node n ON n.number = s.node WHERE s.granted - s.spent"
                + " - s.returned > 0 AND (n.number IS NULL OR n.lease_until < " + latest + " - " + SLACK_MILLIS + ")");
    }

    private long wrongSlices() {
        return count("SELECT COUNT(*) FROM slice s LEFT JOIN account a ON a.id = s.account"
                + " WHERE a.id IS NULL OR s.granted < 0 OR s.spent < 0 OR s.returned < 0"
                + " OR s.spent + s.returned > s.granted");
    }

    private long unheldSlices() {
        return count("SELECT CASE WHEN (SELECT COALESCE(SUM(held), 0) FROM account)" + " = (SELECT COALESCE(SUM("
                + Slices.OPEN + "), 0) FROM slice) THEN 0 ELSE 1 END");
    }

    private long count(String sql) {
        return handle.createQuery(sql).mapTo(Long.class).one();
    }
}
