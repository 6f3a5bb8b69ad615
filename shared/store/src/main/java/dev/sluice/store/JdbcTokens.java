package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.time.Instant;
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
        database.write(h -> {
            delete(h, digest);
            return h.createUpdate("INSERT INTO token (digest, handle, purpose, user_id, expires_at)"
                            + " VALUES (:digest, :handle, :purpose, :user, :expires)")
                    .bind("digest", digest.copy())
                    .bind("handle", Digests.handle(digest))
                    .bind("purpose", purpose.name())
                    .bind("user", userId)
                    .bind("expires", expiresAt == null ? null : expiresAt.toEpochMilli())
                    .execute();
        });
    }

    @Override
    public Optional<String> find(Bytes digest, Purpose purpose, Instant now) {
        return database.read(h -> find(h, digest, purpose, now));
    }

    @Override
    public Optional<String> redeem(Bytes digest, Purpose purpose, Instant now) {
        return database.write(h -> find(h, digest, purpose, now).filter(user -> delete(h, digest) == 1));
    }

    private static Optional<String> find(Handle handle, Bytes digest, Purpose purpose, Instant now) {
        return handle
                .createQuery("SELECT digest, user_id FROM token WHERE handle = :handle AND purpose = :purpose"
                        + " AND (expires_at IS NULL OR expires_at > :now)")
                .bind("handle", Digests.handle(digest))
                .bind("purpose", purpose.name())
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> new Held(rs.getBytes("digest"), rs.getString("user_id")))
                .list()
                .stream()
                .filter(held -> Digests.same(digest, held.digest()))
                .map(Held::userId)
                .findFirst();
    }

    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Held(byte[] digest, String userId) {}

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
