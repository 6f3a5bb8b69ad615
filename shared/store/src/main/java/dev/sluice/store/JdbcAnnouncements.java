package dev.sluice.store;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import org.jspecify.annotations.Nullable;

/** {@link Announcements} over JDBC. */
record JdbcAnnouncements(Database database) implements Announcements {
    static final String KIND = "announcement";
    private static final String SELECT =
            "SELECT id, title, body, severity, starts_at, ends_at, made_at FROM announcement";

    @Override
    public boolean create(Announcement announcement, int most) {
        return database.write(h -> {
            long there = h.createQuery("SELECT COUNT(*) FROM announcement")
                    .mapTo(Long.class)
                    .one();
            return there < most
                    && bind(
                                            h.createUpdate(
                                                    "INSERT INTO announcement (id, title, body, severity, starts_at,"
                                                            + " ends_at, made_at) VALUES (:id, :title, :text, :level,"
                                                            + " :starts, :ends, :made)"),
                                            announcement)
                                    .bind("made", announcement.madeAt().toEpochMilli())
                                    .execute()
                            == 1;
        });
    }

    @Override
    public Optional<Announcement> get(String id) {
        return database.read(h -> find(h, id, ""));
    }

    private static Optional<Announcement> find(Handle handle, String id, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id" + lock)
                .bind("id", id)
                .map((rs, ctx) -> announcement(rs))
                .findOne();
    }

    @Override
    public List<Announcement> list() {
        return database.read(h -> h.createQuery(SELECT + " ORDER BY seq DESC")
                .map((rs, ctx) -> announcement(rs))
                .list());
    }

    @Override
    public List<Announcement> current(Instant now) {
        return database.read(h -> h.createQuery(SELECT + " WHERE (starts_at IS NULL OR starts_at <= :now)"
                        + " AND (ends_at IS NULL OR ends_at > :now) ORDER BY seq DESC")
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> announcement(rs))
                .list());
    }

    @Override
    public boolean update(Announcement announcement) {
        boolean found = database.write(h -> {
            check(h, announcement.id());
            Versioned.note(KIND, announcement.id(), Versioned.of(announcement.toString()));
            return bind(
                                    h.createUpdate(
                                            "UPDATE announcement SET title = :title, body = :text, severity = :level,"
                                                    + " starts_at = :starts, ends_at = :ends WHERE id = :id"),
                                    announcement)
                            .execute()
                    == 1;
        });
        Versioned.commit();
        return found;
    }

    @Override
    public boolean delete(String id) {
        return database.write(h -> {
            check(h, id);
            return h.execute("DELETE FROM announcement WHERE id = ?", id) == 1;
        });
    }

    private void check(Handle handle, String id) {
        Versioned.check(
                KIND, id, version(handle, id, database.dialect().forUpdate()).orElse(null));
    }

    static Optional<String> version(Handle handle, String id, String lock) {
        return find(handle, id, lock).map(found -> Versioned.of(found.toString()));
    }

    private static Update bind(Update update, Announcement announcement) {
        return update.bind("id", announcement.id())
                .bind("title", announcement.title())
                .bind("text", announcement.text())
                .bind("level", announcement.level().name())
                .bind("starts", millis(announcement.startsAt()))
                .bind("ends", millis(announcement.endsAt()));
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
    }

    private static Announcement announcement(ResultSet rs) throws SQLException {
        return new Announcement(
                rs.getString("id"),
                rs.getString("title"),
                rs.getString("body"),
                Announcement.Level.valueOf(rs.getString("severity")),
                instant(rs, "starts_at"),
                instant(rs, "ends_at"),
                Instant.ofEpochMilli(rs.getLong("made_at")));
    }
}
