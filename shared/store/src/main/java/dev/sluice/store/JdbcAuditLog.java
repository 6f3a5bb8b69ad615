package dev.sluice.store;

import java.util.List;
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

    private static void equal(Where where, String column, @Nullable String value) {
        if (value != null) {
            where.and(column + " = :" + column).bind(column, value);
        }
    }
}
