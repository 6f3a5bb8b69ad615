package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Map;
import java.util.regex.Pattern;
import org.jdbi.v3.core.Handle;

/**
 * The next rows of one node, added up by the hour. They were kept when they were booked, or are read first, without a lock,
 * since rows never change.
 */
final class RollUpBatch {
    /** What is added up, in few columns, since every one costs a call into SQLite. The model may have bars in its name. */
    private static final String FIGURES =
            "seq, arrived_at, CONCAT_WS('|', user_id, key_id, COALESCE(channel_id, ''), model),"
                    + " CONCAT_WS('|', call_end, usage_source), input_tokens, cache_read_tokens, cache_write_tokens,"
                    + " output_tokens, reasoning_tokens, cost, purchase, first_content_ms, total_ms,"
                    + " CASE WHEN COALESCE(cache_write_hour_tokens, audio_input_tokens, image_input_tokens, audio_output_tokens,"
                    + " image_output_tokens) IS NULL AND units IS NULL THEN 0 ELSE 1 END, cache_write_hour_tokens,"
                    + " audio_input_tokens, image_input_tokens, audio_output_tokens, image_output_tokens, units, gateway_us";

    private static final Pattern BAR = Pattern.compile("|", Pattern.LITERAL);

    private final Stretch stretch;
    private final RollUpLines hours = new RollUpLines(Slot.HOUR);
    private Who who = Who.NOBODY;
    private How how = How.USUAL;
    private long rolledTo;
    private int rows;

    /**
     * Rows of a node that are in the books and not in the roll-ups.
     *
     * @param after the highest sequence that is in the roll-ups
     * @param last the highest sequence that has a row
     */
    record Stretch(int node, long after, long last) {
        Stretch upTo(long seq) {
            return new Stretch(node, after, Math.min(last, seq));
        }
    }

    private RollUpBatch(Stretch stretch) {
        this.stretch = stretch;
        this.rolledTo = stretch.after();
    }

    /** None yet of a node's rows behind a sequence. */
    static RollUpBatch after(int node, long seq) {
        return new RollUpBatch(new Stretch(node, seq, Long.MAX_VALUE));
    }

    static RollUpBatch read(Handle handle, Stretch stretch, SqlDialect.Bite bite) throws SQLException {
        RollUpBatch batch = new RollUpBatch(stretch);
        String sql =
                "SELECT " + FIGURES + " FROM request" + " WHERE node = ? AND seq > ? AND seq <= ? ORDER BY seq LIMIT ?";
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            statement.setInt(1, stretch.node());
            statement.setLong(2, stretch.after());
            statement.setLong(3, stretch.last());
            statement.setInt(4, bite.read());
            try (ResultSet rs = statement.executeQuery()) {
                while (batch.hasRoom(bite) && rs.next()) {
                    batch.add(rs.getLong(1), batch.read(rs));
                }
            }
        }
        if (batch.hasRoom(bite)) {
            batch.rolledTo = stretch.last();
        }
        return batch;
    }

    boolean hasRoom(SqlDialect.Bite bite) {
        return rows < bite.read() && hours.size() < bite.lines();
    }

    void add(long seq, RequestRow row) {
        hours.add(row);
        rolledTo = seq;
        rows++;
    }

    /** A row of which only the figures are filled in. */
    private RequestRow read(ResultSet rs) throws SQLException {
        who = who.of(rs.getString(3));
        how = how.of(rs.getString(4));
        return new RequestRow(
                "",
                "",
                rs.getLong(2),
                who.keyId(),
                who.userId(),
                "",
                "",
                "",
                who.model(),
                false,
                who.channelId(),
                null,
                null,
                0,
                0,
                null,
                how.end(),
                usage(rs),
                how.source(),
                new Reckoning(null, 0, 0, new NanoDollars(rs.getLong(10)), 0, new NanoDollars(rs.getLong(11))),
                rs.getLong(12),
                rs.getLong(13),
                rs.getLong(21));
    }

    private static Usage usage(ResultSet rs) throws SQLException {
        RareUsage rare = rs.getInt(14) == 0 ? RareUsage.NONE : rare(rs);
        return new Usage(rs.getLong(5), rs.getLong(6), rs.getLong(7), rs.getLong(8), rs.getLong(9), rare);
    }

    private static RareUsage rare(ResultSet rs) throws SQLException {
        String units = rs.getString(20);
        return new RareUsage(
                rs.getLong(15),
                rs.getLong(16),
                rs.getLong(17),
                rs.getLong(18),
                rs.getLong(19),
                units == null ? Map.of() : Json.counts(units),
                null);
    }

    /** Whose call it was and who served it; rows that follow one another often have the same. */
    private record Who(String text, String userId, String keyId, String channelId, String model) {
        static final Who NOBODY = new Who("", "", "", "", "");

        Who of(String other) {
            if (text.equals(other)) {
                return this;
            }
            String[] parts = BAR.split(other, 4);
            return new Who(other, parts[0], parts[1], parts[2], parts[3]);
        }
    }

    /** How a call ended and how its usage is known. */
    private record How(String text, CallEnd end, UsageSource source) {
        static final How USUAL = new How("COMPLETED|UPSTREAM", CallEnd.COMPLETED, UsageSource.UPSTREAM);

        How of(String other) {
            if (text.equals(other)) {
                return this;
            }
            String[] parts = BAR.split(other, 2);
            return new How(other, CallEnd.valueOf(parts[0]), UsageSource.valueOf(parts[1]));
        }
    }

    /** The sequence that it begins behind. */
    long after() {
        return stretch.after();
    }

    int rows() {
        return rows;
    }

    int lines() {
        return hours.size();
    }

    /** Moves the mark and raises the lines, within a transaction that has locked the turn; false if the mark has moved. */
    boolean write(Handle handle) throws SQLException {
        if (!moveMark(handle)) {
            return false;
        }
        hours.write(handle.getConnection());
        hours.byDay().write(handle.getConnection());
        return true;
    }

    private boolean moveMark(Handle handle) {
        int moved = handle.execute(
                "UPDATE roll_up SET rolled_to = ? WHERE node = ? AND rolled_to = ?",
                rolledTo,
                stretch.node(),
                stretch.after());
        if (moved == 0 && stretch.after() == 0 && !isKnown(handle)) {
            moved = handle.execute(
                    "INSERT INTO roll_up (node, rolled_to, dropped_requests, dropped_tokens, dropped_cost,"
                            + " dropped_purchase) VALUES (?, ?, 0, 0, 0, 0)",
                    stretch.node(),
                    rolledTo);
        }
        return moved == 1;
    }

    private boolean isKnown(Handle handle) {
        return handle.createQuery("SELECT COUNT(*) FROM roll_up WHERE node = :node")
                        .bind("node", stretch.node())
                        .mapTo(Integer.class)
                        .one()
                > 0;
    }
}
