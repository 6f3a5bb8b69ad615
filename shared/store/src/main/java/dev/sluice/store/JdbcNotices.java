package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Notices} over JDBC. */
final class JdbcNotices implements Notices {
    private static final String SELECT =
            "SELECT seq, kind, subject, account, spent, most, created_at, told_at FROM notice WHERE seq > :from";

    private final Database database;

    JdbcNotices(Database database) {
        this.database = database;
    }

    /** What is noticed, in the transaction that caused it. */
    record Fresh(Notice.Kind kind, String subject, String account, long spent, long limit) {}

    static void insert(Handle handle, Fresh notice) {
        handle.execute(
                "INSERT INTO notice (kind, subject, account, spent, most, created_at) VALUES (?, ?, ?, ?, ?, ?)",
                notice.kind().name(),
                notice.subject(),
                notice.account(),
                notice.spent(),
                notice.limit(),
                System.currentTimeMillis());
    }

    static boolean exists(Handle handle, Notice.Kind kind, String account) {
        return handle.createQuery("SELECT COUNT(*) FROM notice WHERE account = :account AND kind = :kind")
                        .bind("account", account)
                        .bind("kind", kind.name())
                        .mapTo(Long.class)
                        .one()
                > 0;
    }

    @Override
    public Page<Notice> list(boolean untoldOnly, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        String which = untoldOnly ? " AND told_at IS NULL" : "";
        List<Notice> rows = database.read(h -> h.createQuery(SELECT + which + " ORDER BY seq LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) -> notice(rs))
                .list());
        return Pages.cut(rows, limit, row -> Long.toString(row.number()));
    }

    @Override
    public boolean told(long number, Instant now) {
        return database.write(h ->
                h.execute("UPDATE notice SET told_at = ? WHERE seq = ? AND told_at IS NULL", now.toEpochMilli(), number)
                        == 1);
    }

    @Override
    public long untold() {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM notice WHERE told_at IS NULL")
                .mapTo(Long.class)
                .one());
    }

    private static Notice notice(ResultSet rs) throws SQLException {
        long told = rs.getLong("told_at");
        Instant toldAt = rs.wasNull() ? null : Instant.ofEpochMilli(told);
        return new Notice(
                rs.getLong("seq"),
                Notice.Kind.valueOf(rs.getString("kind")),
                rs.getString("subject"),
                rs.getString("account"),
                rs.getLong("spent"),
                rs.getLong("most"),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                toldAt);
    }
}
