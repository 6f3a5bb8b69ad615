package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.store.Tokens.Purpose;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;

/** {@link SecondFactors} over JDBC. */
record JdbcSecondFactors(Database database, Vault vault) implements SecondFactors {
    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Row(String userId, byte[] sealed, boolean confirmed, long usedStep, long wrong, long wrongSince) {
        boolean isBlocked(Instant now) {
            return wrong >= MOST_WRONG && now.toEpochMilli() < wrongSince + WINDOW.toMillis();
        }
    }

    @Override
    public boolean propose(String userId, Secret secret) {
        byte[] sealed = vault.seal(secret, binding(userId));
        return database.writeOnce(h -> {
            Optional<Row> old = row(h, userId);
            if (old.isPresent() && old.get().confirmed()) {
                return false;
            }
            // What was tried in vain stays counted.
            int kept = h.execute("UPDATE totp SET sealed_secret = ? WHERE user_id = ?", sealed, userId);
            if (kept == 0) {
                h.execute(
                        "INSERT INTO totp (user_id, sealed_secret, used_step, wrong, wrong_since) VALUES (?, ?, 0, 0,"
                                + " 0)",
                        userId,
                        sealed);
            }
            return true;
        });
    }

    @Override
    public Outcome confirm(String userId, Reading code, Instant now, List<Bytes> recoveryCodes) {
        return database.write(h -> {
            Optional<Row> row = row(h, userId).filter(one -> !one.confirmed());
            Outcome outcome = row.map(one -> take(h, one, code, now)).orElse(Outcome.NOT_SET);
            if (outcome == Outcome.ACCEPTED) {
                h.execute("UPDATE totp SET confirmed_at = ? WHERE user_id = ?", now.toEpochMilli(), userId);
                keep(h, userId, recoveryCodes);
            }
            return noting(outcome);
        });
    }

    private static void keep(Handle handle, String userId, List<Bytes> recoveryCodes) {
        handle.execute("DELETE FROM recovery_code WHERE user_id = ?", userId);
        try (PreparedBatch batch =
                handle.prepareBatch("INSERT INTO recovery_code (user_id, digest) VALUES (:user, :digest)")) {
            recoveryCodes.forEach(code ->
                    batch.bind("user", userId).bind("digest", code.copy()).add());
            batch.execute();
        }
    }

    @Override
    public Outcome use(String userId, Reading code, Instant now) {
        return database.write(h -> {
            Optional<Row> row = row(h, userId).filter(Row::confirmed);
            return noting(row.map(one -> take(h, one, code, now)).orElse(Outcome.NOT_SET));
        });
    }

    private Outcome take(Handle handle, Row row, Reading code, Instant now) {
        if (row.isBlocked(now)) {
            return Outcome.TOO_MANY;
        }
        OptionalLong step = code.step(vault.open(row.sealed(), binding(row.userId())));
        if (step.isPresent() && step.getAsLong() > row.usedStep()) {
            handle.execute(
                    "UPDATE totp SET used_step = ?, wrong = 0 WHERE user_id = ?", step.getAsLong(), row.userId());
            return Outcome.ACCEPTED;
        }
        boolean afresh = row.wrong() == 0 || now.toEpochMilli() >= row.wrongSince() + WINDOW.toMillis();
        handle.execute(
                "UPDATE totp SET wrong = ?, wrong_since = ? WHERE user_id = ?",
                afresh ? 1 : row.wrong() + 1,
                afresh ? now.toEpochMilli() : row.wrongSince(),
                row.userId());
        return Outcome.WRONG;
    }

    /** A wrong code is counted, but changes nothing that anybody should read of later. */
    private static Outcome noting(Outcome outcome) {
        if (outcome != Outcome.ACCEPTED) {
            AuditTrail.noteNothing();
        }
        return outcome;
    }

    @Override
    public boolean redeem(String userId, Bytes recoveryCode) {
        return database.write(h ->
                h.execute("DELETE FROM recovery_code WHERE user_id = ? AND digest = ?", userId, recoveryCode.copy())
                        == 1);
    }

    @Override
    public boolean isSet(String userId) {
        return database.read(
                h -> h.createQuery("SELECT COUNT(*) FROM totp WHERE user_id = :user AND confirmed_at IS NOT NULL")
                                .bind("user", userId)
                                .mapTo(Long.class)
                                .one()
                        == 1);
    }

    @Override
    public int recoveryCodesLeft(String userId) {
        return database.read(h -> h.createQuery("SELECT COUNT(*) FROM recovery_code WHERE user_id = :user")
                .bind("user", userId)
                .mapTo(Integer.class)
                .one());
    }

    @Override
    public boolean remove(String userId) {
        return database.write(h -> row(h, userId).filter(Row::confirmed).isPresent() && forget(h, userId) > 0);
    }

    @Override
    public boolean removeAll(String userId) {
        return database.write(h -> forget(h, userId) + h.execute("DELETE FROM passkey WHERE user_id = ?", userId) > 0);
    }

    private static int forget(Handle handle, String userId) {
        JdbcTokens.revokeAll(handle, Purpose.SECOND_FACTOR, userId);
        return handle.execute("DELETE FROM recovery_code WHERE user_id = ?", userId)
                + handle.execute("DELETE FROM totp WHERE user_id = ?", userId);
    }

    private Optional<Row> row(Handle handle, String userId) {
        return handle.createQuery("SELECT user_id, sealed_secret, confirmed_at, used_step, wrong, wrong_since FROM totp"
                        + " WHERE user_id = :user" + database.dialect().forUpdate())
                .bind("user", userId)
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    private static Row row(ResultSet rs) throws SQLException {
        rs.getLong("confirmed_at");
        boolean confirmed = !rs.wasNull();
        return new Row(
                rs.getString("user_id"),
                rs.getBytes("sealed_secret"),
                confirmed,
                rs.getLong("used_step"),
                rs.getLong("wrong"),
                rs.getLong("wrong_since"));
    }

    private static String binding(String userId) {
        return "totp/" + userId;
    }
}
