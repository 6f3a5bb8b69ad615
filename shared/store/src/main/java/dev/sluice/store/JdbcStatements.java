package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.stream.Stream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;

/** {@link Statements} over JDBC, each out of one snapshot, in the time that a look may take: users ask for them. */
final class JdbcStatements implements Statements {
    private static final int FETCH = 500;
    private static final String PAID_FOR_CALLS = "SELECT COALESCE(SUM(amount), 0) FROM entry WHERE debit = :account";
    private static final String CREDITED =
            "SELECT COALESCE(SUM(amount), 0) FROM entry WHERE node = 0" + " AND credit = :account";
    private static final String USER_LINES =
            "SELECT e.booked_at - e.booked_at % " + KeySpending.DAY + " AS moment, 'calls' AS what,"
                    + " COALESCE(r.model, '') AS model, COUNT(*) AS calls, -SUM(e.amount) AS amount, '' AS reason,"
                    + " '' AS external FROM entry e LEFT JOIN request r ON r.node = e.node AND r.seq = e.seq"
                    + " WHERE e.debit = :account AND e.node > 0 AND e.amount > 0 AND e.booked_at >= :from AND e.booked_at < :to"
                    + " GROUP BY 1, 3 UNION ALL SELECT booked_at, kind, '', 0, CASE WHEN credit = :account THEN amount"
                    + " ELSE -amount END, COALESCE(reason, ''), COALESCE(external_id, '') FROM entry WHERE node = 0 AND amount > 0"
                    + " AND (debit = :account OR credit = :account) AND booked_at >= :from AND booked_at < :to"
                    + " ORDER BY 1, 2, 3, 7";
    private static final String KEY_LINES = "SELECT day AS moment, 'calls' AS what, model, SUM(calls) AS calls,"
            + " -SUM(cost) AS amount, '' AS reason, '' AS external FROM " + KeySpending.DAYS
            + " WHERE day >= :from AND day < :to GROUP BY 1, 3 ORDER BY 1, 3";

    private final Database database;

    JdbcStatements(Database database) {
        this.database = database;
    }

    @Override
    public void ofUser(String userId, Instant from, Instant to, Pen pen) {
        String account = Account.ofUser(userId).id();
        database.survey(h -> {
            long opening = balanceBefore(h, account, from);
            Sum sum = new Sum(pen, opening);
            pen.opening(new NanoDollars(opening));
            sum.add(h.createQuery(USER_LINES).bind("account", account), from, to);
            long closing = balanceBefore(h, account, to);
            pen.closing(new NanoDollars(closing), sum.value == closing && allOf(h, account) == posted(h, account));
            return account;
        });
    }

    private static long balanceBefore(Handle handle, String account, Instant moment) {
        String until = " AND booked_at < :moment";
        return sum(handle.createQuery(CREDITED + until).bind("account", account).bind("moment", moment.toEpochMilli()))
                - sum(handle.createQuery(PAID_FOR_CALLS + until)
                        .bind("account", account)
                        .bind("moment", moment.toEpochMilli()));
    }

    private static long allOf(Handle handle, String account) {
        return sum(handle.createQuery(CREDITED).bind("account", account))
                - sum(handle.createQuery(PAID_FOR_CALLS).bind("account", account));
    }

    private static long posted(Handle handle, String account) {
        return sum(handle.createQuery("SELECT COALESCE(SUM(posted), 0) FROM account WHERE id = :account")
                .bind("account", account));
    }

    @Override
    public void ofKey(String keyId, Instant from, Instant to, Pen pen) {
        Instant first = from.truncatedTo(ChronoUnit.DAYS);
        Instant end = to.plusMillis(KeySpending.DAY - 1).truncatedTo(ChronoUnit.DAYS);
        database.survey(h -> {
            long opening = -KeySpending.before(h, keyId, first.toEpochMilli());
            Sum sum = new Sum(pen, opening);
            pen.opening(new NanoDollars(opening));
            sum.add(h.createQuery(KEY_LINES).bind("key", keyId), first, end);
            long closing = -KeySpending.before(h, keyId, end.toEpochMilli());
            pen.closing(new NanoDollars(closing), sum.value == closing && isBudgetRight(h, keyId));
            return keyId;
        });
    }

    /** Where a key has a budget, what is left of it and what was spent come to it. */
    private static boolean isBudgetRight(Handle handle, String keyId) {
        return handle.createQuery("SELECT k.budget - a.posted FROM api_key k JOIN account a ON a.id = :account"
                        + " WHERE k.id = :key AND k.budget IS NOT NULL")
                .bind("account", Account.ofKey(keyId).id())
                .bind("key", keyId)
                .mapTo(Long.class)
                .findOne()
                .map(spent -> spent == KeySpending.total(handle, keyId))
                .orElse(true);
    }

    private static long sum(Query query) {
        return query.mapTo(Long.class).one();
    }

    /** Adds up lines while they are written. */
    private static final class Sum {
        private final Pen pen;
        private long value;

        Sum(Pen pen, long opening) {
            this.pen = pen;
            this.value = opening;
        }

        void add(Query query, Instant from, Instant to) {
            query.setFetchSize(FETCH).bind("from", from.toEpochMilli()).bind("to", to.toEpochMilli());
            try (Stream<Line> lines = query.map((rs, ctx) -> line(rs)).stream()) {
                lines.forEach(line -> {
                    value = Math.addExact(value, line.amount().value());
                    pen.line(line);
                });
            }
        }

        private static Line line(ResultSet rs) throws SQLException {
            String reason = rs.getString("reason");
            String external = rs.getString("external");
            return new Line(
                    Instant.ofEpochMilli(rs.getLong("moment")),
                    rs.getString("what"),
                    rs.getString("model"),
                    rs.getLong("calls"),
                    new NanoDollars(rs.getLong("amount")),
                    reason.isEmpty() ? null : reason,
                    external.isEmpty() ? null : external);
        }
    }
}
