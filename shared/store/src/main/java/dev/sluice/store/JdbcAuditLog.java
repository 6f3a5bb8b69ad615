package dev.sluice.store;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@link AuditLog} over JDBC. */
record JdbcAuditLog(Database database) implements AuditLog {

    @Override
    public Page<AuditRecord> list(Filter filter, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        Where where = new Where();
        if (after != null) {
            where.and("number < :below").bind("below", Pages.number(after));
        }
        equal(where, "actor", filter.actor());
        equal(where, "action", filter.action());
        equal(where, "subject", filter.subject());
        if (filter.from() != null) {
            where.and("done_at >= :from").bind("from", filter.from().toEpochMilli());
        }
        if (filter.to() != null) {
            where.and("done_at < :to").bind("to", filter.to().toEpochMilli());
        }
        List<AuditRecord> found = database.view(h -> where.query(
                        h, "SELECT " + AuditChain.COLUMNS + " FROM audit_log", "ORDER BY number DESC LIMIT :limit")
                .bind("limit", limit + 1)
                .map((rs, ctx) -> AuditChain.record(rs))
                .list());
        return Pages.cut(found, limit, record -> Long.toString(record.number()));
    }

    @Override
    public List<String> addresses(String actor, List<String> actions, int most) {
        // An index has each action's newest lines in order; those of all actions would have to be sorted first.
        String newest = IntStream.range(0, actions.size())
                .mapToObj(i -> "SELECT address, number FROM (SELECT address, number FROM audit_log WHERE actor = :actor"
                        + " AND action = :action" + i + " ORDER BY number DESC LIMIT :looked) AS newest" + i)
                .collect(Collectors.joining(" UNION ALL "));
        return database.read(h -> {
            Query query = h.createQuery("SELECT address FROM (" + newest
                    + ") AS newest GROUP BY address ORDER BY MAX(number) DESC LIMIT :most");
            for (int i = 0; i < actions.size(); i++) {
                query.bind("action" + i, actions.get(i));
            }
            return query.bind("actor", actor)
                    .bind("looked", LOOKED_AT)
                    .bind("most", most)
                    .mapTo(String.class)
                    .list();
        });
    }

    private static void equal(Where where, String column, @Nullable String value) {
        if (value != null) {
            where.and(column + " = :" + column).bind(column, value);
        }
    }
}
