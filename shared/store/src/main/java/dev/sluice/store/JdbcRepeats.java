package dev.sluice.store;

import dev.sluice.model.Bytes;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** {@link Repeats} over JDBC. */
record JdbcRepeats(Database database, Vault vault) implements Repeats {
    private static final ScopedValue<Begun> PRESENT = ScopedValue.newInstance();
    private static final String WHICH = " WHERE user_id = ? AND digest = ?";
    /** Whoever was taken over finds nothing by this. */
    private static final String MINE = WHICH + " AND begun_at = ?";

    private static final int SWEPT = 100;

    @SuppressWarnings("ArrayRecordComponent") // lives for one comparison
    private record Row(byte[] request, Instant begunAt, Instant expiresAt, boolean written, byte @Nullable [] answer) {}

    @Override
    public Known begin(Asked asked, Instant now) {
        Begun begun = new Begun(asked, now.truncatedTo(ChronoUnit.MILLIS));
        return database.writeOnce(h -> {
            sweep(h, now);
            // Not locked where there is none: MariaDB would lock the gap, in which others are about to write.
            Optional<Row> there = row(h, asked, "");
            if (there.isPresent() && now.isBefore(there.get().expiresAt())) {
                return row(h, asked, database.dialect().forUpdate())
                        .map(row -> known(h, row, begun))
                        .orElse(new Known.Running());
            }
            there.ifPresent(expired -> h.execute(
                    "DELETE FROM repeatable_request" + MINE,
                    asked.userId(),
                    asked.key().copy(),
                    expired.begunAt().toEpochMilli()));
            if (count(h, asked.userId()) >= MOST) {
                return new Known.TooMany();
            }
            insert(h, begun);
            return new Known.Fresh(begun);
        });
    }

    private static void insert(Handle handle, Begun begun) {
        Asked asked = begun.request();
        handle.execute(
                "INSERT INTO repeatable_request (user_id, digest, request, begun_at, expires_at)"
                        + " VALUES (?, ?, ?, ?, ?)",
                asked.userId(),
                asked.key().copy(),
                asked.request().copy(),
                begun.at().toEpochMilli(),
                begun.at().plus(KEPT).toEpochMilli());
    }

    private Known known(Handle handle, Row row, Begun begun) {
        Asked asked = begun.request();
        if (!Digests.same(asked.request(), row.request())) {
            return new Known.Other();
        }
        byte[] answer = row.answer();
        if (answer != null) {
            return new Known.Done(vault.open(answer, binding(asked)).value());
        }
        if (begun.at().isBefore(row.begunAt().plus(LOST))) {
            return new Known.Running();
        }
        if (row.written()) {
            return new Known.Lost();
        }
        handle.execute(
                "UPDATE repeatable_request SET begun_at = ?" + WHICH,
                begun.at().toEpochMilli(),
                asked.userId(),
                asked.key().copy());
        return new Known.Fresh(begun);
    }

    /** Each that begins makes room for more than itself. */
    private static void sweep(Handle handle, Instant now) {
        record Old(String userId, Bytes key) {}
        List<Old> old = handle.createQuery("SELECT user_id, digest FROM repeatable_request WHERE expires_at <= :now"
                        + " ORDER BY expires_at LIMIT " + SWEPT)
                .bind("now", now.toEpochMilli())
                .map((rs, ctx) -> new Old(rs.getString("user_id"), Bytes.of(rs.getBytes("digest"))))
                .list();
        old.forEach(one -> handle.execute(
                "DELETE FROM repeatable_request" + WHICH,
                one.userId(),
                one.key().copy()));
    }

    private static long count(Handle handle, String userId) {
        return handle.createQuery("SELECT COUNT(*) FROM repeatable_request WHERE user_id = :user")
                .bind("user", userId)
                .mapTo(Long.class)
                .one();
    }

    private static Optional<Row> row(Handle handle, Asked asked, String lock) {
        return handle.createQuery("SELECT request, begun_at, expires_at, written, answer FROM repeatable_request"
                        + " WHERE user_id = :user AND digest = :digest" + lock)
                .bind("user", asked.userId())
                .bind("digest", asked.key().copy())
                .map((rs, ctx) -> row(rs))
                .findOne();
    }

    private static Row row(ResultSet rs) throws SQLException {
        return new Row(
                rs.getBytes("request"),
                Instant.ofEpochMilli(rs.getLong("begun_at")),
                Instant.ofEpochMilli(rs.getLong("expires_at")),
                rs.getBoolean("written"),
                rs.getBytes("answer"));
    }

    @Override
    public <T> T during(Begun begun, Supplier<T> work) {
        return ScopedValue.where(PRESENT, begun).call(work::get);
    }

    /** In the transaction that writes: if the answer is lost now, at least that is not. */
    static void noteWritten(Handle handle) {
        if (PRESENT.isBound()
                && change(handle, "UPDATE repeatable_request SET written = 1" + MINE, PRESENT.get()) == 0) {
            throw new StoreConflict("this took so long that the same request was begun again");
        }
    }

    @Override
    public void finish(Begun begun, String answer) {
        Asked asked = begun.request();
        byte[] cipher = vault.seal(new Secret(answer), binding(asked));
        database.write(h -> h.execute(
                "UPDATE repeatable_request SET answer = ?" + MINE,
                cipher,
                asked.userId(),
                asked.key().copy(),
                begun.at().toEpochMilli()));
    }

    @Override
    public void forget(Begun begun) {
        database.write(h -> change(h, "DELETE FROM repeatable_request" + MINE + " AND written = 0", begun));
    }

    private static int change(Handle handle, String statement, Begun begun) {
        Asked asked = begun.request();
        return handle.execute(
                statement, asked.userId(), asked.key().copy(), begun.at().toEpochMilli());
    }

    private static String binding(Asked asked) {
        Bytes key = asked.key();
        return "repeatable_request/" + asked.userId() + "/" + HexFormat.of().formatHex(key.copy());
    }
}
