package dev.sluice.store;

import dev.sluice.model.Bytes;
import dev.sluice.model.NanoDollars;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import org.jspecify.annotations.Nullable;

/** {@link Redemptions} over JDBC. */
final class JdbcRedemptions implements Redemptions {
    static final String KIND = "redemption";
    private static final String BATCHES = "SELECT seq, id, name, amount, codes, enabled, expires_at, created_by,"
            + " created_at, (SELECT COUNT(*) FROM redemption_code c WHERE c.batch = b.id"
            + " AND c.redeemed_by IS NOT NULL) AS redeemed FROM redemption_batch b";
    private static final String FIND = "SELECT c.digest, c.batch, c.number, c.redeemed_by, b.amount, b.enabled,"
            + " b.expires_at FROM redemption_code c JOIN redemption_batch b ON b.id = c.batch WHERE c.handle = :handle";

    private final Database database;

    JdbcRedemptions(Database database) {
        this.database = database;
    }

    @Override
    public void create(Batch batch, List<Bytes> digests) {
        if (digests.isEmpty() || digests.size() > MOST_CODES || digests.size() != batch.codes()) {
            throw new IllegalArgumentException("a batch has 1 to " + MOST_CODES + " codes");
        }
        database.write(h -> {
            h.createUpdate("INSERT INTO redemption_batch (id, name, amount, codes, enabled, expires_at, created_by,"
                            + " created_at) VALUES (:id, :name, :amount, :codes, :enabled, :expires, :by, :at)")
                    .bind("id", batch.id())
                    .bind("name", batch.name())
                    .bind("amount", batch.amount().value())
                    .bind("codes", batch.codes())
                    .bind("enabled", batch.enabled() ? 1 : 0)
                    .bind("expires", millis(batch.expiresAt()))
                    .bind("by", batch.createdBy())
                    .bind("at", batch.createdAt().toEpochMilli())
                    .execute();
            insert(h, batch.id(), digests);
            return batch;
        });
    }

    private static void insert(Handle handle, String batch, List<Bytes> digests) {
        try (PreparedBatch codes = handle.prepareBatch("INSERT INTO redemption_code (digest, handle, batch, number)"
                + " VALUES (:digest, :handle, :batch, :number)")) {
            for (int i = 0; i < digests.size(); i++) {
                codes.bind("digest", digests.get(i).copy())
                        .bind("handle", Digests.handle(digests.get(i)))
                        .bind("batch", batch)
                        .bind("number", i + 1)
                        .add();
            }
            codes.execute();
        }
    }

    @Override
    public Optional<Progress> get(String id) {
        return database.read(h -> h.createQuery(BATCHES + " WHERE b.id = :id")
                .bind("id", id)
                .map((rs, ctx) -> progress(rs))
                .findOne());
    }

    private record Row(long seq, Progress progress) {}

    @Override
    public Page<Progress> list(@Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        List<Row> rows = database.read(h -> h.createQuery(BATCHES + " WHERE b.seq > :from ORDER BY b.seq LIMIT :limit")
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) -> new Row(rs.getLong("seq"), progress(rs)))
                .list());
        Page<Row> page = Pages.cut(rows, limit, row -> Long.toString(row.seq()));
        return new Page<>(page.items().stream().map(Row::progress).toList(), page.next());
    }

    @Override
    public Page<Code> codes(String batchId, @Nullable String after, int limit) {
        Pages.checkLimit(limit);
        long from = after == null ? 0 : Pages.number(after);
        List<Code> rows = database.read(h -> h.createQuery("SELECT number, redeemed_by, redeemed_at"
                        + " FROM redemption_code WHERE batch = :batch AND number > :from ORDER BY number LIMIT :limit")
                .bind("batch", batchId)
                .bind("from", from)
                .bind("limit", limit + 1)
                .map((rs, ctx) ->
                        new Code(rs.getInt("number"), rs.getString("redeemed_by"), instant(rs, "redeemed_at")))
                .list());
        return Pages.cut(rows, limit, row -> Integer.toString(row.number()));
    }

    @Override
    public boolean enable(String batchId, boolean enabled) {
        boolean found = database.write(h -> {
            Versioned.check(
                    KIND,
                    batchId,
                    version(h, batchId, database.dialect().forUpdate()).orElse(null));
            Versioned.note(KIND, batchId, version(batchId, enabled));
            return h.execute("UPDATE redemption_batch SET enabled = ? WHERE id = ?", enabled ? 1 : 0, batchId) == 1;
        });
        Versioned.commit();
        return found;
    }

    /** Of what can be changed of a batch. */
    static Optional<String> version(Handle handle, String batchId, String lock) {
        return handle.createQuery("SELECT enabled FROM redemption_batch WHERE id = :id" + lock)
                .bind("id", batchId)
                .map((rs, ctx) -> version(batchId, rs.getBoolean("enabled")))
                .findOne();
    }

    private static String version(String batchId, boolean enabled) {
        return Versioned.of(batchId + ' ' + enabled);
    }

    @Override
    public Redeemed redeem(Bytes digest, String userId, Instant now) {
        return database.writeOnce(h -> {
            Optional<Held> held = find(h, digest);
            if (held.isEmpty()) {
                return new Redeemed.NotValid();
            }
            Redeemed outcome = held.get().outcome(userId, now);
            if (!(outcome instanceof Redeemed.Credited) || mark(h, held.get(), userId, now)) {
                return outcome;
            }
            return new Redeemed.NotValid();
        });
    }

    private static Optional<Held> find(Handle handle, Bytes digest) {
        return handle
                .createQuery(FIND)
                .bind("handle", Digests.handle(digest))
                .map((rs, ctx) -> new Held(
                        rs.getBytes("digest"),
                        "code:" + rs.getString("batch") + "-" + rs.getInt("number"),
                        rs.getString("redeemed_by"),
                        new NanoDollars(rs.getLong("amount")),
                        rs.getBoolean("enabled"),
                        instant(rs, "expires_at")))
                .list()
                .stream()
                .filter(held -> Digests.same(digest, held.digest()))
                .findFirst();
    }

    /** Of many at once one marks the code: the row's update says who. */
    private static boolean mark(Handle handle, Held held, String userId, Instant now) throws SQLException {
        int marked = handle.createUpdate("UPDATE redemption_code SET redeemed_by = :user, redeemed_at = :now"
                        + " WHERE digest = :digest AND redeemed_by IS NULL")
                .bind("user", userId)
                .bind("now", now.toEpochMilli())
                .bind("digest", held.digest())
                .execute();
        Entry.Cause cause = new Entry.Cause("redeemed code", held.cause(), null);
        Account user = Account.ofUser(userId);
        if (marked == 0) {
            return false;
        }
        if (!new DeskBooking(Entry.Kind.REDEEM, Entry.PROMO, user, held.amount().value(), cause).book(handle)) {
            throw new StoreConflict("there is a credit " + held.cause() + " already, though its code was not redeemed");
        }
        return true;
    }

    /** A code as it was found. */
    @SuppressWarnings("ArrayRecordComponent") // lives for one transaction
    private record Held(
            byte[] digest,
            String cause,
            @Nullable String redeemedBy,
            NanoDollars amount,
            boolean enabled,
            @Nullable Instant expiresAt) {
        Redeemed outcome(String userId, Instant now) {
            if (redeemedBy != null) {
                return redeemedBy.equals(userId) ? new Redeemed.Yours(amount) : new Redeemed.NotValid();
            }
            if (!enabled) {
                return new Redeemed.NotValid();
            }
            return expiresAt != null && !now.isBefore(expiresAt)
                    ? new Redeemed.TooLate()
                    : new Redeemed.Credited(amount);
        }
    }

    private static Progress progress(ResultSet rs) throws SQLException {
        Batch batch = new Batch(
                rs.getString("id"),
                rs.getString("name"),
                new NanoDollars(rs.getLong("amount")),
                rs.getInt("codes"),
                rs.getBoolean("enabled"),
                instant(rs, "expires_at"),
                rs.getString("created_by"),
                Instant.ofEpochMilli(rs.getLong("created_at")));
        return new Progress(batch, rs.getInt("redeemed"));
    }

    private static @Nullable Long millis(@Nullable Instant instant) {
        return instant == null ? null : instant.toEpochMilli();
    }

    private static @Nullable Instant instant(ResultSet rs, String column) throws SQLException {
        long millis = rs.getLong(column);
        return rs.wasNull() ? null : Instant.ofEpochMilli(millis);
    }
}
