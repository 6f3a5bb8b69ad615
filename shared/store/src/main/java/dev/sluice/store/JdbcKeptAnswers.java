package dev.sluice.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** {@link KeptAnswers} over JDBC. */
final class JdbcKeptAnswers implements KeptAnswers {
    private final Database database;
    private final Vault vault;

    JdbcKeptAnswers(Database database, Vault vault) {
        this.database = database;
        this.vault = vault;
    }

    @Override
    public void keep(Kept answer, Instant now, Limits limits) {
        byte[] sealed = vault.seal(new Secret(answer.conversation()), binding(answer.id(), answer.userId()));
        database.write(h -> {
            delete(h, answer.id(), answer.userId());
            forgetOldest(h, answer.userId(), limits.most() - 1);
            return h.createUpdate("INSERT INTO kept_answer (user_id, id, made_at, expires_at, conversation)"
                            + " VALUES (:user, :id, :made, :expires, :conversation)")
                    .bind("user", answer.userId())
                    .bind("id", answer.id())
                    .bind("made", now.toEpochMilli())
                    .bind("expires", limits.expiresAt().toEpochMilli())
                    .bind("conversation", sealed)
                    .execute();
        });
    }

    /** Finds first and deletes then: MariaDB has no LIMIT in a subquery of a DELETE. */
    private static void forgetOldest(Handle handle, String userId, int most) {
        List<String> tooMany = handle.createQuery(
                        "SELECT id FROM kept_answer WHERE user_id = :user ORDER BY made_at DESC, id DESC"
                                + " LIMIT 100 OFFSET :most")
                .bind("user", userId)
                .bind("most", most)
                .mapTo(String.class)
                .list();
        tooMany.forEach(id -> delete(handle, id, userId));
    }

    @Override
    public Optional<String> find(String id, String userId, Instant now) {
        Optional<byte[]> sealed = database.read(h -> h.createQuery(
                        "SELECT conversation FROM kept_answer WHERE user_id = :user AND id = :id AND expires_at > :now")
                .bind("user", userId)
                .bind("id", id)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> rs.getBytes("conversation"))
                .findFirst());
        return sealed.flatMap(bytes -> open(bytes, id, userId));
    }

    /** What was sealed under another master key, or for another user, is not there. */
    private Optional<String> open(byte[] sealed, String id, String userId) {
        try {
            return Optional.of(vault.open(sealed, binding(id, userId)).value());
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    @Override
    public boolean forget(String id, String userId) {
        return database.write(h -> delete(h, id, userId)) == 1;
    }

    private static int delete(Handle handle, String id, String userId) {
        return handle.createUpdate("DELETE FROM kept_answer WHERE user_id = :user AND id = :id")
                .bind("user", userId)
                .bind("id", id)
                .execute();
    }

    @Override
    public int sweep(Instant now, int most) {
        record Row(String userId, String id) {}
        return database.write(h -> {
            List<Row> expired = h.createQuery(
                            "SELECT user_id, id FROM kept_answer WHERE expires_at <= :now ORDER BY expires_at LIMIT :most")
                    .bind("now", now.toEpochMilli())
                    .bind("most", most)
                    .map((rs, ctx) -> new Row(rs.getString("user_id"), rs.getString("id")))
                    .list();
            expired.forEach(row -> delete(h, row.id(), row.userId()));
            return expired.size();
        });
    }

    private static String binding(String id, String userId) {
        return "kept_answer/" + userId + "/" + id;
    }
}
