package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.KeyLimits;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link Keys} over JDBC. Times are kept to the millisecond. */
final class JdbcKeys implements Keys {
    private static final String COLUMNS = "seq, id, digest, name, hint, user_id, routing_group, enabled, expires_at,"
            + " models, networks, requests_per_minute, tokens_per_minute, concurrency, budget, created_at,"
            + " may_explain";
    private static final String SELECT = "SELECT " + COLUMNS + " FROM api_key";
    private static final String INSERT = "INSERT INTO api_key (id, handle, digest, name, hint, user_id, routing_group,"
            + " enabled, expires_at, models, networks, requests_per_minute, tokens_per_minute, concurrency, budget,"
            + " created_at, may_explain) VALUES (:id, :handle, :digest, :name, :hint, :user, :group, :enabled, :expires,"
            + " :models, :networks, :requests, :tokens, :concurrency, :budget, :created, :explain)";
    private static final String UPDATE = "UPDATE api_key SET name = :name, routing_group = :group, enabled = :enabled,"
            + " expires_at = :expires, models = :models, networks = :networks, requests_per_minute = :requests,"
            + " tokens_per_minute = :tokens, concurrency = :concurrency, budget = :budget,"
            + " may_explain = :explain WHERE id = :id";

    private static final int MOST_OF_USER = 1000;

    private final Database database;
    private final Configuration configuration;

    JdbcKeys(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(ApiKey key, Bytes digest) {
        configuration.edit(edit -> add(edit, key, digest));
    }

    private static boolean add(Edit edit, ApiKey key, Bytes digest) {
        Handle h = edit.handle();
        edit.make(Configured.KEY, key.id());
        bind(h.createUpdate(INSERT), key)
                .bind("handle", Digests.handle(digest))
                .bind("digest", digest.copy())
                .bind("hint", key.hint())
                .bind("user", key.userId())
                .bind("created", key.createdAt().toEpochMilli())
                .execute();
        if (key.budget() != null) {
            KeyBudgets.open(h, key.id(), key.budget());
        }
        return true;
    }

    @Override
    public boolean createOwn(ApiKey key, Bytes digest, int most) {
        return configuration.edit(edit -> {
            // The user's row is only locked, so that two at once do not both find room and a refusal is no news.
            edit.handle()
                    .createQuery("SELECT id FROM gateway_user WHERE id = :user"
                            + edit.dialect().forUpdate())
                    .bind("user", key.userId())
                    .mapTo(String.class)
                    .findOne();
            return own(edit.handle(), key.userId()).size() < most && add(edit, key, digest);
        });
    }

    /** The ids of the keys that a user made. */
    static List<String> own(Handle handle, String userId) {
        return handle.createQuery(
                        "SELECT id FROM api_key WHERE user_id = :user AND SUBSTR(id, 1, 4) = :own ORDER BY seq")
                .bind("user", userId)
                .bind("own", OWN_PREFIX)
                .mapTo(String.class)
                .list();
    }

    @Override
    public Optional<ApiKey> find(Bytes digest) {
        long handle = Digests.handle(digest);
        return database.read(h -> h
                .createQuery(SELECT + " WHERE handle = :handle")
                .bind("handle", handle)
                .map((rs, ctx) -> stored(rs))
                .list()
                .stream()
                .filter(stored -> Digests.same(digest, stored.digest()))
                .map(Stored::key)
                .findFirst());
    }

    @Override
    public Optional<ApiKey> get(String id) {
        return database.read(h -> get(h, id, ""));
    }

    private static Optional<ApiKey> get(Handle handle, String id, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((rs, ctx) -> stored(rs).key())
                .findOne();
    }

    @Override
    public Page<ApiKey> list(@Nullable String after, int limit) {
        return list(new Where(), after, limit);
    }

    @Override
    public Page<ApiKey> listOf(String userId, @Nullable String after, int limit) {
        return list(new Where().and("user_id = :user").bind("user", userId), after, limit);
    }

    private Page<ApiKey> list(Where where, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        where.and("seq > :from").bind("from", after == null ? 0 : Pages.number(after));
        List<Stored> rows = database.read(h -> where.query(h, SELECT, "ORDER BY seq LIMIT :limit")
                .bind("limit", limit + 1)
                .map((rs, ctx) -> stored(rs))
                .list());
        Page<Stored> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Stored::key).toList(), page.next());
    }

    @Override
    public List<ApiKey> ofUser(String userId) {
        return database.read(h -> h.createQuery(SELECT + " WHERE user_id = :user ORDER BY seq LIMIT :limit")
                .bind("user", userId)
                .bind("limit", MOST_OF_USER)
                .map((rs, ctx) -> stored(rs).key())
                .list());
    }

    @Override
    public boolean update(ApiKey key) {
        return configuration.edit(edit -> {
            Handle h = edit.handle();
            edit.touch(Configured.KEY, key.id());
            Optional<ApiKey> old = get(h, key.id(), database.dialect().forUpdate());
            if (old.isEmpty()) {
                return false;
            }
            bind(h.createUpdate(UPDATE), key).execute();
            KeyBudgets.change(
                    h,
                    database.dialect(),
                    new KeyBudgets.Move(key.id(), old.get().budget(), key.budget()));
            return true;
        });
    }

    @Override
    public boolean renew(String id, Bytes digest, String hint) {
        return configuration.edit(edit -> {
            edit.touch(Configured.KEY, id);
            return edit.handle()
                            .execute(
                                    "UPDATE api_key SET handle = ?, digest = ?, hint = ? WHERE id = ?",
                                    Digests.handle(digest),
                                    digest.copy(),
                                    hint,
                                    id)
                    == 1;
        });
    }

    @Override
    public boolean delete(String id) {
        return configuration.edit(edit -> {
            edit.touch(Configured.KEY, id);
            return edit.handle().execute("DELETE FROM api_key WHERE id = ?", id) == 1;
        });
    }

    private static Update bind(Update update, ApiKey key) {
        NanoDollars budget = key.budget();
        Instant expires = key.expiresAt();
        return update.bind("id", key.id())
                .bind("name", key.name())
                .bind("group", key.group())
                .bind("enabled", key.enabled() ? 1 : 0)
                .bind("expires", expires == null ? null : expires.toEpochMilli())
                .bind("models", Json.texts(key.models()))
                .bind("networks", Json.texts(key.networks()))
                .bind("requests", key.limits().requestsPerMinute())
                .bind("tokens", key.limits().tokensPerMinute())
                .bind("concurrency", key.limits().concurrency())
                .bind("budget", budget == null ? null : budget.value())
                .bind("explain", key.mayExplain() ? 1 : 0);
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Stored(long seq, byte[] digest, ApiKey key) {}

    private static Stored stored(ResultSet rs) throws SQLException {
        Long expires = number(rs, "expires_at");
        Long budget = number(rs, "budget");
        ApiKey key = new ApiKey(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("hint"),
                rs.getString("user_id"),
                rs.getString("routing_group"),
                rs.getBoolean("enabled"),
                expires == null ? null : Instant.ofEpochMilli(expires),
                Json.texts(rs.getString("models")),
                Json.texts(rs.getString("networks")),
                new KeyLimits(
                        number(rs, "requests_per_minute"), number(rs, "tokens_per_minute"), number(rs, "concurrency")),
                budget == null ? null : new NanoDollars(budget),
                Instant.ofEpochMilli(rs.getLong("created_at")),
                rs.getBoolean("may_explain"));
        return new Stored(rs.getLong("seq"), rs.getBytes("digest"), key);
    }

    private static @Nullable Long number(ResultSet rs, String column) throws SQLException {
        long value = rs.getLong(column);
        return rs.wasNull() ? null : value;
    }
}
