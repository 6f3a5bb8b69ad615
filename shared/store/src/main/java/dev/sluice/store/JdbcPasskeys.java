package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@link Passkeys} over JDBC. */
record JdbcPasskeys(Database database) implements Passkeys {
    private static final String SELECT = "SELECT id, user_id, name, attested, signatures, backup_eligible, backed_up,"
            + " made_at, used_at FROM passkey";

    @Override
    public boolean add(Passkey passkey, Bytes credentialId, Answered challenge) {
        return database.write(h -> isFirst(h, challenge, passkey.madeAt())
                && h.createUpdate("INSERT INTO passkey (id, user_id, name, credential, attested, signatures,"
                                        + " backup_eligible, backed_up, made_at) VALUES (:id, :user, :name,"
                                        + " :credential, :attested, :signatures, :eligible, :backedUp, :made)")
                                .bind("id", passkey.id())
                                .bind("user", passkey.userId())
                                .bind("name", passkey.name())
                                .bind("credential", digest(credentialId))
                                .bind("attested", passkey.attested().copy())
                                .bind("signatures", passkey.signatures())
                                .bind("eligible", passkey.backupEligible() ? 1 : 0)
                                .bind("backedUp", passkey.backedUp() ? 1 : 0)
                                .bind("made", passkey.madeAt().toEpochMilli())
                                .execute()
                        == 1);
    }

    /** Of two at once the other fails on the key, and finds it there when it asks again. */
    private static boolean isFirst(Handle handle, Answered challenge, Instant now) {
        handle.execute("DELETE FROM answered_challenge WHERE expires_at <= ?", now.toEpochMilli());
        boolean there = handle.createQuery("SELECT COUNT(*) FROM answered_challenge WHERE digest = :digest")
                        .bind("digest", challenge.digest().copy())
                        .mapTo(Long.class)
                        .one()
                > 0;
        return !there
                && handle.execute(
                                "INSERT INTO answered_challenge (digest, expires_at) VALUES (?, ?)",
                                challenge.digest().copy(),
                                challenge.expiresAt().toEpochMilli())
                        == 1;
    }

    @Override
    public Optional<Passkey> find(Bytes credentialId) {
        return database.read(h -> h.createQuery(SELECT + " WHERE credential = :credential")
                .bind("credential", digest(credentialId))
                .map((rs, ctx) -> passkey(rs))
                .findOne());
    }

    @Override
    public boolean use(Passkey passkey, Answered challenge, Instant now) {
        return database.write(h -> isFirst(h, challenge, now)
                && h.createUpdate("UPDATE passkey SET signatures = :signatures, backed_up = :backedUp, used_at = :now"
                                        + " WHERE id = :id AND (signatures < :signatures"
                                        + " OR (signatures = 0 AND :signatures = 0))")
                                .bind("signatures", passkey.signatures())
                                .bind("backedUp", passkey.backedUp() ? 1 : 0)
                                .bind("now", now.toEpochMilli())
                                .bind("id", passkey.id())
                                .execute()
                        == 1);
    }

    @Override
    public List<Passkey> list(String userId) {
        return database.read(h -> h.createQuery(SELECT + " WHERE user_id = :user ORDER BY made_at, id")
                .bind("user", userId)
                .map((rs, ctx) -> passkey(rs))
                .list());
    }

    @Override
    public boolean delete(String userId, String id) {
        return database.write(h -> h.execute("DELETE FROM passkey WHERE id = ? AND user_id = ?", id, userId) == 1);
    }

    private static byte[] digest(Bytes credentialId) {
        return Digests.sha256().digest(credentialId.copy());
    }

    private static Passkey passkey(ResultSet rs) throws SQLException {
        long used = rs.getLong("used_at");
        Instant usedAt = rs.wasNull() ? null : Instant.ofEpochMilli(used);
        return new Passkey(
                rs.getString("id"),
                rs.getString("user_id"),
                rs.getString("name"),
                Bytes.of(rs.getBytes("attested")),
                rs.getLong("signatures"),
                rs.getBoolean("backup_eligible"),
                rs.getBoolean("backed_up"),
                Instant.ofEpochMilli(rs.getLong("made_at")),
                usedAt);
    }
}
