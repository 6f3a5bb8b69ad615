package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** {@link Groups} over JDBC. */
final class JdbcGroups implements Groups {
    private static final String SELECT = "SELECT name, description, enabled FROM caller_group";
    private static final String USES = "SELECT (SELECT COUNT(*) FROM api_key WHERE routing_group = :name)"
            + " + (SELECT COUNT(*) FROM gateway_user WHERE default_group = :name)"
            + " + (SELECT COUNT(*) FROM budget WHERE scope = 'GROUP' AND subject = :name)";

    private final Database database;

    JdbcGroups(Database database) {
        this.database = database;
    }

    @Override
    public void create(Group group) {
        database.write(h -> {
            h.execute(
                    "INSERT INTO caller_group (name, description, enabled) VALUES (?, ?, ?)",
                    group.name(),
                    group.description(),
                    group.enabled() ? 1 : 0);
            Generation.raise(h);
            return group;
        });
    }

    @Override
    public Optional<Group> get(String name) {
        return database.read(h -> h.createQuery(SELECT + " WHERE name = :name")
                .bind("name", name)
                .map((rs, ctx) -> group(rs))
                .findOne());
    }

    @Override
    public List<Group> list() {
        return database.read(h -> h.createQuery(SELECT + " ORDER BY seq")
                .map((rs, ctx) -> group(rs))
                .list());
    }

    @Override
    public Set<String> disabled() {
        return list().stream()
                .filter(group -> !group.enabled())
                .map(Group::name)
                .collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public boolean update(Group group) {
        return database.write(h -> {
            int found = h.execute(
                    "UPDATE caller_group SET description = ?, enabled = ? WHERE name = ?",
                    group.description(),
                    group.enabled() ? 1 : 0,
                    group.name());
            if (found == 1) {
                Generation.raise(h);
            }
            return found == 1;
        });
    }

    @Override
    public boolean delete(String name) {
        return database.write(h -> {
            boolean used =
                    h.createQuery(USES).bind("name", name).mapTo(Long.class).one() > 0;
            if (used || name.equals(DEFAULT)) {
                throw new StoreConflict("the group " + name + " is still needed by keys, users or budgets");
            }
            boolean found = h.execute("DELETE FROM caller_group WHERE name = ?", name) == 1;
            if (found) {
                Generation.raise(h);
            }
            return found;
        });
    }

    @Override
    public String defaultOf(String userId) {
        return database.read(
                h -> h.createQuery("SELECT COALESCE(default_group, 'default') FROM gateway_user WHERE id = :id")
                        .bind("id", userId)
                        .mapTo(String.class)
                        .findOne()
                        .orElse(DEFAULT));
    }

    @Override
    public boolean setDefault(String userId, @Nullable String group) {
        return database.write(h -> h.createUpdate("UPDATE gateway_user SET default_group = :group WHERE id = :id")
                        .bind("group", group)
                        .bind("id", userId)
                        .execute()
                == 1);
    }

    private static Group group(ResultSet rs) throws SQLException {
        return new Group(rs.getString("name"), rs.getString("description"), rs.getBoolean("enabled"));
    }
}
