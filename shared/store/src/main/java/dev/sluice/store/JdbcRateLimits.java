package dev.sluice.store;

import dev.sluice.model.call.LimitState.Scope;
import dev.sluice.model.catalog.KeyLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link RateLimits} over JDBC. */
final class JdbcRateLimits implements RateLimits {
    private static final String SELECT =
            "SELECT seq, id, scope, subject, requests_per_minute, tokens_per_minute, concurrency FROM rate_limit";
    private static final String INSERT =
            "INSERT INTO rate_limit (id, scope, subject, requests_per_minute, tokens_per_minute, concurrency)"
                    + " VALUES (:id, :scope, :subject, :requests, :tokens, :concurrency)";
    private static final String UPDATE = "UPDATE rate_limit SET requests_per_minute = :requests,"
            + " tokens_per_minute = :tokens, concurrency = :concurrency WHERE id = :id";

    private final Database database;
    private final Configuration configuration;

    JdbcRateLimits(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(RateLimit limit) {
        configuration.edit(edit -> {
            Handle h = edit.handle();
            if (count(h) >= MOST) {
                throw new StoreConflict("there are " + MOST + " limits already");
            }
            edit.make(Configured.LIMIT, limit.id());
            bind(h.createUpdate(INSERT), limit)
                    .bind("scope", limit.scope().name())
                    .bind("subject", limit.subject())
                    .execute();
            return limit;
        });
    }

    private static long count(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM rate_limit")
                .mapTo(Long.class)
                .one();
    }

    @Override
    public Optional<RateLimit> get(String id) {
        return database.read(h -> h.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> limit(rs))
                .findOne());
    }

    @Override
    public Page<RateLimit> list(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        List<Row> rows = database.read(h -> h.createQuery(SELECT + " WHERE seq > :from ORDER BY seq LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) -> new Row(rs.getLong("seq"), limit(rs)))
                .list());
        Page<Row> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Row::limit).toList(), page.next());
    }

    private record Row(long seq, RateLimit limit) {}

    @Override
    public List<RateLimit> all() {
        return database.read(h -> h.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> limit(rs))
                .list());
    }

    @Override
    public boolean update(RateLimit limit) {
        return edit(limit.id(), h -> bind(h.createUpdate(UPDATE), limit).execute());
    }

    @Override
    public boolean delete(String id) {
        return edit(id, h -> h.execute("DELETE FROM rate_limit WHERE id = ?", id));
    }

    private boolean edit(String id, RowChange change) {
        return configuration.edit(edit -> {
            edit.touch(Configured.LIMIT, id);
            return change.in(edit.handle()) == 1;
        });
    }

    private interface RowChange {
        int in(Handle handle);
    }

    private static Update bind(Update update, RateLimit limit) {
        return update.bind("id", limit.id())
                .bind("requests", limit.most().requestsPerMinute())
                .bind("tokens", limit.most().tokensPerMinute())
                .bind("concurrency", limit.most().concurrency());
    }

    private static RateLimit limit(ResultSet rs) throws SQLException {
        return new RateLimit(
                rs.getString("id"),
                Scope.valueOf(rs.getString("scope")),
                rs.getString("subject"),
                new KeyLimits(
                        number(rs, "requests_per_minute"), number(rs, "tokens_per_minute"), number(rs, "concurrency")));
    }

    private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
        long value = rs.getLong(column);
        return rs.wasNull() ? null : value;
    }
}
