package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Sessions} over JDBC. */
record JdbcSessions(Database database) implements Sessions {
    private static final String SELECT = "SELECT id, user_id, begun_at, used_at, expires_at, address, agent,"
            + " refresh_digest, former_digest FROM user_session";

    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Row(Session session, byte[] refresh, byte @Nullable [] former) {}

    private record Swap(Bytes presented, Bytes fresh, Instant now) {}

    @Override
    public void begin(Session session, Bytes refresh, int most) {
        database.write(h -> {
            h.execute(
                    "DELETE FROM user_session WHERE expires_at <= ?",
                    session.begunAt().toEpochMilli());
            List<String> ids = h.createQuery("SELECT id FROM user_session WHERE user_id = :user"
                            + " ORDER BY used_at DESC, id DESC LIMIT 1000")
                    .bind("user", session.userId())
                    .mapTo(String.class)
                    .list();
            ids.stream().skip(most - 1L).forEach(id -> delete(h, id));
            return h.createUpdate(
                            "INSERT INTO user_session (id, user_id, refresh_digest, begun_at, used_at, expires_at,"
                                    + " address, agent) VALUES (:id, :user, :refresh, :begun, :begun, :expires, :address, :agent)")
                    .bind("id", session.id())
                    .bind("user", session.userId())
                    .bind("refresh", refresh.copy())
                    .bind("begun", session.begunAt().toEpochMilli())
                    .bind("expires", session.expiresAt().toEpochMilli())
                    .bind("address", session.address())
                    .bind("agent", session.agent())
                    .execute();
        });
    }

    @Override
    public Optional<Session> find(String id, Instant now) {
        return database.read(h -> row(h, id, now, "")).map(Row::session);
    }

    @Override
    public Turn turn(String id, Bytes presented, Bytes fresh, Instant now) {
        return database.write(h -> {
            Optional<Row> found = row(h, id, now, database.dialect().forUpdate());
            return found.isEmpty() ? new Turn.Unknown() : turn(h, found.get(), new Swap(presented, fresh, now));
        });
    }

    private static Turn turn(Handle handle, Row row, Swap swap) {
        Instant now = swap.now();
        Session session = row.session();
        if (Digests.same(swap.presented(), row.refresh())) {
            handle.execute(
                    "UPDATE user_session SET refresh_digest = ?, former_digest = ?, used_at = ? WHERE id = ?",
                    swap.fresh().copy(),
                    swap.presented().copy(),
                    now.toEpochMilli(),
                    session.id());
            return new Turn.Turned(session);
        }
        boolean former = row.former() != null && Digests.same(swap.presented(), row.former());
        if (former && now.isBefore(session.usedAt().plus(OVERLAP))) {
            return new Turn.Overlapped(session);
        }
        delete(handle, session.id());
        return new Turn.Reused(session.userId());
    }

    @Override
    public List<Session> list(String userId, Instant now) {
        return database.read(
                h -> h.createQuery(SELECT + " WHERE user_id = :user AND expires_at > :now ORDER BY begun_at DESC, id")
                        .bind("user", userId)
                        .bind("now", now.toEpochMilli())
                        .map((rs, ctx) -> row(rs).session())
                        .list());
    }

    @Override
    public boolean end(String userId, String id) {
        return database.write(h -> h.execute("DELETE FROM user_session WHERE id = ? AND user_id = ?", id, userId) == 1);
    }

    @Override
    public int endOthers(String userId, String spared) {
        return database.write(h -> {
            int ended = h.execute("DELETE FROM user_session WHERE user_id = ? AND id <> ?", userId, spared);
            if (ended == 0) {
                AuditTrail.noteNothing();
            }
            return ended;
        });
    }

    private static void delete(Handle handle, String id) {
        handle.execute("DELETE FROM user_session WHERE id = ?", id);
    }

    private static Optional<Row> row(Handle handle, String id, Instant now, String lock) {
        return handle.createQuery(SELECT + " WHERE id = :id AND expires_at > :now" + lock)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    private static Row row(ResultSet rs) throws SQLException {
        Session session = new Session(
                rs.getString("id"),
                rs.getString("user_id"),
                Instant.ofEpochMilli(rs.getLong("begun_at")),
                Instant.ofEpochMilli(rs.getLong("used_at")),
                Instant.ofEpochMilli(rs.getLong("expires_at")),
                rs.getString("address"),
                rs.getString("agent"));
        return new Row(session, rs.getBytes("refresh_digest"), rs.getBytes("former_digest"));
    }
}
