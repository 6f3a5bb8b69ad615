package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.statement.Query;
import org.jspecify.annotations.Nullable;

/** {@link Requests} over JDBC. A cursor is {@code <arrival>.<call id>}. */
final class JdbcRequests implements Requests {
    private static final String SELECT = "SELECT " + RequestTable.COLUMNS + " FROM request";
    private static final String OF_KEY = "key_id = :key";
    // The first term lets the index begin at the cursor; MySQL does not do that for a comparison of pairs.
    private static final String BELOW = "arrived_at <= :arrived AND (arrived_at < :arrived OR call_id < :call)";
    private static final String NEWEST_FIRST = " ORDER BY arrived_at DESC, call_id DESC LIMIT :limit";

    private final Database database;

    JdbcRequests(Database database) {
        this.database = database;
    }

    @Override
    public Optional<RequestRow> get(String callId) {
        return database.read(h -> h.createQuery(SELECT + " WHERE call_id = :call")
                .bind("call", callId)
                .map((rs, ctx) -> RequestTable.read(rs))
                .findOne());
    }

    @Override
    public Page<RequestRow> list(@Nullable String keyId, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        Cursor cursor = after == null ? null : Cursor.parse(after);
        List<RequestRow> rows = database.read(h -> {
            try (Query query = h.createQuery(SELECT + where(keyId, cursor) + NEWEST_FIRST)) {
                if (keyId != null) {
                    query.bind("key", keyId);
                }
                if (cursor != null) {
                    query.bind("arrived", cursor.arrived()).bind("call", cursor.callId());
                }
                return query.bind("limit", limit + 1)
                        .map((rs, ctx) -> RequestTable.read(rs))
                        .list();
            }
        });
        return Pages.cut(rows, limit, row -> row.arrivedAtMillis() + "." + row.callId());
    }

    private static String where(@Nullable String keyId, @Nullable Cursor cursor) {
        if (keyId == null) {
            return cursor == null ? "" : " WHERE " + BELOW;
        }
        return " WHERE " + OF_KEY + (cursor == null ? "" : " AND " + BELOW);
    }

    private record Cursor(long arrived, String callId) {
        static Cursor parse(String text) {
            int dot = text.indexOf('.');
            if (dot < 0) {
                throw new IllegalArgumentException("not a cursor of this list");
            }
            return new Cursor(Pages.number(text.substring(0, dot)), text.substring(dot + 1));
        }
    }
}
