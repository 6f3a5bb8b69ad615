package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Tokens} over JDBC. */
final class JdbcTokens implements Tokens {
    private final Database database;

    JdbcTokens(Database database) {
        this.database = database;
    }

    @Override
    public void put(Bytes digest, Purpose purpose, String userId, @Nullable Instant expiresAt) {
        database.write(h -> insert(h, digest, new Plain(purpose, userId, expiresAt)));
    }

    @Override
    public void putAlone(Bytes digest, Purpose purpose, String userId, @Nullable Instant expiresAt) {
        database.write(h -> {
            revokeAll(h, purpose, userId);
            return insert(h, digest, new Plain(purpose, userId, expiresAt));
        });
    }

    /** A token that nobody has named. */
    private record Plain(
            Purpose purpose, String userId, @Nullable Instant expiresAt) {}

    private static int insert(Handle handle, Bytes digest, Plain token) {
        Instant expiresAt = token.expiresAt();
        delete(handle, digest);
        return handle.createUpdate("INSERT INTO token (digest, handle, purpose, user_id, expires_at)"
                        + " VALUES (:digest, :handle, :purpose, :user, :expires)")
                .bind("digest", digest.copy())
                .bind("handle", Digests.handle(digest))
                .bind("purpose", token.purpose().name())
                .bind("user", token.userId())
                .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
                .execute();
    }

    /** Voids the links with which a user could set a password, and what the old one was shown for. */
    static void revokeLinks(Handle handle, String userId) {
        revokeAll(handle, Purpose.SETUP, userId);
        revokeAll(handle, Purpose.PASSWORD, userId);
        revokeAll(handle, Purpose.SECOND_FACTOR, userId);
    }

    static void revokeAll(Handle handle, Purpose purpose, String userId) {
        handle.execute("DELETE FROM token WHERE purpose = ? AND user_id = ?", purpose.name(), userId);
    }

    @Override
    public Optional<String> find(Bytes digest, Purpose purpose, Instant now) {
        return database.read(h -> find(h, digest, purpose, now));
    }

    @Override
    public Optional<String> redeem(Bytes digest, Purpose purpose, Instant now) {
        return database.write(h -> find(h, digest, purpose, now).filter(user -> delete(h, digest) == 1));
    }

    @Override
    public boolean make(Bytes digest, Made token, int most) {
        return database.write(h -> {
            // Locks the user, so that two at once count each other.
            h.createQuery("SELECT id FROM gateway_user WHERE id = :user"
                            + database.dialect().forUpdate())
                    .bind("user", token.userId())
                    .mapTo(String.class)
                    .list();
            if (madeBy(h, token.userId()).size() >= most) {
                return false;
            }
            List<String> scopes = token.scopes();
            Instant expiresAt = token.expiresAt();
            h.createUpdate("INSERT INTO token (digest, handle, purpose, user_id, expires_at, id, name, scopes, made_at)"
                            + " VALUES (:digest, :handle, :purpose, :user, :expires, :id, :name, :scopes, :made)")
                    .bind("digest", digest.copy())
                    .bind("handle", Digests.handle(digest))
                    .bind("purpose", Purpose.MANAGEMENT.name())
                    .bind("user", token.userId())
                    .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
                    .bind("id", token.id())
                    .bind("name", token.name())
                    .bind("scopes", scopes == null ? null : Json.texts(scopes))
                    .bind("made", token.madeAt().toEpochMilli())
                    .execute();
            return true;
        });
    }

    @Override
    public Optional<Holder> holder(Bytes digest, Instant now) {
        return database.read(h -> held(h, digest, Purpose.MANAGEMENT, now)).map(Held::holder);
    }

    @Override
    public List<Made> madeBy(String userId) {
        return database.read(h -> madeBy(h, userId));
    }

    private static List<Made> madeBy(Handle handle, String userId) {
        return handle.createQuery(
                        "SELECT id, name, user_id, scopes, made_at, expires_at FROM token WHERE user_id = :user"
                                + " AND purpose = :purpose AND id IS NOT NULL ORDER BY made_at, id")
                .bind("user", userId)
                .bind("purpose", Purpose.MANAGEMENT.name())
                .map((rs, ctx) -> made(rs))
                .list();
    }

    private static Made made(ResultSet rs) throws SQLException {
        String scopes = rs.getString("scopes");
        return new Made(
                rs.getString("id"),
                rs.getString("name"),
                rs.getString("user_id"),
                scopes == null ? null : Json.texts(scopes),
                Instant.ofEpochMilli(rs.getLong("made_at")),
                expiresAt(rs));
    }

    private static @Nullable Instant expiresAt(ResultSet rs) throws SQLException {
        long expires = rs.getLong("expires_at");
        return rs.wasNull() ? null : Instant.ofEpochMilli(expires);
    }

    @Override
    public boolean revoke(String userId, String id) {
        return database.write(h -> h.execute("DELETE FROM token WHERE user_id = ? AND id = ?", userId, id) == 1);
    }

    @Override
    public int revokeMade(String userId) {
        return database.write(h -> {
            int revoked = h.execute("DELETE FROM token WHERE user_id = ? AND id IS NOT NULL", userId);
            if (revoked == 0) {
                AuditTrail.noteNothing();
            }
            return revoked;
        });
    }

    private static Optional<String> find(Handle handle, Bytes digest, Purpose purpose, Instant now) {
        return held(handle, digest, purpose, now).map(Held::userId);
    }

    private static Optional<Held> held(Handle handle, Bytes digest, Purpose purpose, Instant now) {
        return handle
                .createQuery("SELECT digest, user_id, scopes, expires_at FROM token WHERE handle = :handle"
                        + " AND purpose = :purpose AND (expires_at IS NULL OR expires_at > :now)")
                .bind("handle", Digests.handle(digest))
                .bind("purpose", purpose.name())
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> held(rs))
                .list()
                .stream()
                .filter(held -> Digests.same(digest, held.digest()))
                .findFirst();
    }

    private static Held held(ResultSet rs) throws SQLException {
        return new Held(rs.getBytes("digest"), rs.getString("user_id"), rs.getString("scopes"), expiresAt(rs));
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Held(
            byte[] digest,
            String userId,
            @Nullable String scopes,
            @Nullable Instant expiresAt) {
        Holder holder() {
            return new Holder(userId, scopes == null ? null : Json.texts(scopes), expiresAt);
        }
    }

    private static int delete(Handle handle, Bytes digest) {
        return handle.createUpdate("DELETE FROM token WHERE digest = :digest")
                .bind("digest", digest.copy())
                .execute();
    }

    @Override
    public void revoke(Bytes digest) {
        database.write(h -> delete(h, digest));
    }

    @Override
    public void revokeAll(Purpose purpose) {
        database.write(h -> h.createUpdate("DELETE FROM token WHERE purpose = :purpose")
                .bind("purpose", purpose.name())
                .execute());
    }
}
