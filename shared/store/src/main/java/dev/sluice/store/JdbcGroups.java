package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Groups} over JDBC. */
final class JdbcGroups implements Groups {
    private static final String SELECT = "SELECT name, description, enabled FROM caller_group";
    private static final String USES = "SELECT (SELECT COUNT(*) FROM api_key WHERE routing_group = :name)"
            + " + (SELECT COUNT(*) FROM gateway_user WHERE default_group = :name)"
            + " + (SELECT COUNT(*) FROM budget WHERE scope = 'GROUP' AND subject = :name)"
            + " + (SELECT COUNT(*) FROM rate_limit WHERE scope = 'GROUP' AND subject = :name)"
            + " + (SELECT COUNT(*) FROM routing_rule WHERE scope = 'GROUP' AND subject = :name)";

    private final Database database;
    private final Configuration configuration;

    JdbcGroups(Configuration configuration) {
        this.database = configuration.database();
        this.configuration = configuration;
    }

    @Override
    public void create(Group group) {
        configuration.edit(edit -> {
            edit.make(Configured.GROUP, group.name());
            return edit.handle()
                    .execute(
                            "INSERT INTO caller_group (name, description, enabled) VALUES (?, ?, ?)",
                            group.name(),
                            group.description(),
                            group.enabled() ? 1 : 0);
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
        return configuration.edit(edit -> {
            edit.touch(Configured.GROUP, group.name());
            int found = edit.handle()
                    .execute(
                            "UPDATE caller_group SET description = ?, enabled = ? WHERE name = ?",
                            group.description(),
                            group.enabled() ? 1 : 0,
                            group.name());
            return found == 1;
        });
    }

    @Override
    public boolean delete(String name) {
        return configuration.edit(edit -> {
            if (isUsed(edit.handle(), name)) {
                throw new StoreConflict(
                        "the group " + name + " is still needed by keys, users, budgets, limits or routing rules");
            }
            edit.touch(Configured.GROUP, name);
            return edit.handle().execute("DELETE FROM caller_group WHERE name = ?", name) == 1;
        });
    }

    static boolean isUsed(Handle handle, String name) {
        return name.equals(DEFAULT)
                || handle.createQuery(USES).bind("name", name).mapTo(Long.class).one() > 0;
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
        return configuration.edit(edit -> {
            edit.touch(Configured.USER, userId);
            moveOwnKeys(edit, userId, group == null ? DEFAULT : group);
            return edit.handle()
                            .createUpdate("UPDATE gateway_user SET default_group = :group WHERE id = :id")
                            .bind("group", group)
                            .bind("id", userId)
                            .execute()
                    == 1;
        });
    }

    /** The keys that the user made go along, or they would stay with what is the user's no more. */
    private static void moveOwnKeys(Edit edit, String userId, String to) {
        for (String id : JdbcKeys.own(edit.handle(), userId)) {
            edit.touch(Configured.KEY, id);
            edit.handle()
                    .execute(
                            "UPDATE api_key SET routing_group = ? WHERE id = ? AND routing_group ="
                                    + " (SELECT COALESCE(default_group, 'default') FROM gateway_user WHERE id = ?)",
                            to,
                            id,
                            userId);
        }
    }

    private static Group group(ResultSet rs) throws SQLException {
        return new Group(rs.getString("name"), rs.getString("description"), rs.getBoolean("enabled"));
    }
}
