package dev.sluice.store;

import dev.sluice.model.catalog.User;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;

/** {@link Users} over JDBC. The first migration makes the administrator. */
final class JdbcUsers implements Users {
    private static final String SELECT = "SELECT id, name, role, enabled, unlimited FROM gateway_user";

    private final Database database;
    private final Configuration configuration;

    JdbcUsers(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(User user) {
        configuration.edit(edit -> {
            insert(edit, user);
            return user;
        });
    }

    static void insert(Edit edit, User user) {
        Handle handle = edit.handle();
        edit.make(Configured.USER, user.id());
        bind(
                        handle.createUpdate("INSERT INTO gateway_user (id, name, role, enabled, unlimited)"
                                + " VALUES (:id, :name, :role, :enabled, :unlimited)"),
                        user)
                .execute();
        handle.createUpdate("INSERT INTO account (id, kind, posted, held, lowest) VALUES (:id, 'user', 0, 0, :lowest)")
                .bind("id", Account.ofUser(user.id()).id())
                .bind("lowest", user.unlimited() ? null : 0L)
                .execute();
    }

    @Override
    public Optional<User> get(String id) {
        return database.read(h -> h.createQuery(SELECT + " WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> user(rs))
                .findOne());
    }

    @Override
    public Optional<User> named(String name) {
        return database.read(h -> h.createQuery(SELECT + " WHERE name = :name")
                .bind("name", name)
                .map((rs, ctx) -> user(rs))
                .findOne());
    }

    @Override
    public List<User> list() {
        return database.read(h -> h.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> user(rs))
                .list());
    }

    @Override
    public boolean update(User user) {
        return configuration.edit(edit -> {
            Handle h = edit.handle();
            Optional<SettingsRow> old = edit.touch(Configured.USER, user.id());
            int found = bind(
                            h.createUpdate("UPDATE gateway_user SET name = :name, role = :role, enabled = :enabled,"
                                    + " unlimited = :unlimited WHERE id = :id"),
                            user)
                    .execute();
            if (found == 0) {
                return false;
            }
            limit(h, user.id(), user.unlimited());
            old.ifPresent(row -> followRole(h, user.id(), row, user.role()));
            return true;
        });
    }

    /** A link that was made for somebody of one role is none for the other. */
    static void followRole(Handle handle, String userId, SettingsRow old, String role) {
        if (!old.json().path("role").asText().equals(role)) {
            JdbcTokens.revokeLinks(handle, userId);
        }
    }

    /** Whoever has run up a debt while unlimited keeps it, and spends again when it is paid. */
    static void limit(Handle handle, String userId, boolean unlimited) {
        String account = Account.ofUser(userId).id();
        if (unlimited) {
            handle.execute("UPDATE account SET lowest = NULL WHERE id = ?", account);
        } else {
            handle.execute(
                    "UPDATE account SET lowest = CASE WHEN posted < held THEN posted - held ELSE 0 END"
                            + " WHERE id = ? AND lowest IS NULL",
                    account);
        }
    }

    @Override
    public Optional<String> passwordHash(String id) {
        return database.read(h -> h.createQuery("SELECT password_hash FROM gateway_user WHERE id = :id")
                .bind("id", id)
                .map((rs, ctx) -> Optional.ofNullable(rs.getString(1)))
                .findOne()
                .flatMap(hash -> hash));
    }

    @Override
    public void setPasswordHash(String id, String hash) {
        database.write(h -> {
            JdbcTokens.revokeLinks(h, id);
            return h.createUpdate("UPDATE gateway_user SET password_hash = :hash WHERE id = :id")
                    .bind("hash", hash)
                    .bind("id", id)
                    .execute();
        });
    }

    private static Update bind(Update update, User user) {
        return update.bind("id", user.id())
                .bind("name", user.name())
                .bind("role", user.role())
                .bind("enabled", user.enabled() ? 1 : 0)
                .bind("unlimited", user.unlimited() ? 1 : 0);
    }

    private static User user(ResultSet rs) throws SQLException {
        return new User(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("role"),
                rs.getBoolean("enabled"),
                rs.getBoolean("unlimited"));
    }
}
