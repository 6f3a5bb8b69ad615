package dev.sluice.store;

import dev.sluice.model.call.RequestRow;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Objects;

/**
 * What the calls of one line of the roll-ups have in common.
 *
 * @param startsAt the beginning of the hour or day in which they arrived
 * @param channelId empty for calls that no channel was tried for
 */
public record UsageKey(Instant startsAt, String userId, String keyId, String model, String channelId) {
    static final String COLUMNS = "starts_at, user_id, key_id, model, channel_id";
    static final String EQUAL = "starts_at = ? AND user_id = ? AND key_id = ? AND model = ? AND channel_id = ?";

    static UsageKey of(Slot slot, RequestRow row) {
        return new UsageKey(
                Instant.ofEpochMilli(slot.startOf(row.arrivedAtMillis())),
                row.userId(),
                row.keyId(),
                RequestTable.clip(row.model(), RequestTable.NAME),
                Objects.requireNonNullElse(row.channelId(), ""));
    }

    /** Whether {@link #of} this row is the same. */
    boolean isOf(Slot slot, RequestRow row) {
        long since = row.arrivedAtMillis() - startsAt.toEpochMilli();
        return since >= 0
                && since < slot.millis()
                && userId.equals(row.userId())
                && keyId.equals(row.keyId())
                && model.equals(row.model())
                && channelId.equals(Objects.requireNonNullElse(row.channelId(), ""));
    }

    /** The line of the longer slot that this one is in. */
    UsageKey in(Slot longer) {
        return new UsageKey(longer.startOf(startsAt), userId, keyId, model, channelId);
    }

    static UsageKey read(ResultSet rs) throws SQLException {
        return new UsageKey(
                Instant.ofEpochMilli(rs.getLong("starts_at")),
                rs.getString("user_id"),
                rs.getString("key_id"),
                rs.getString("model"),
                rs.getString("channel_id"));
    }

    /** Binds all five, the first at this place; returns the place after them. */
    int bind(PreparedStatement statement, int first) throws SQLException {
        statement.setLong(first, startsAt.toEpochMilli());
        statement.setString(first + 1, userId);
        statement.setString(first + 2, keyId);
        statement.setString(first + 3, model);
        statement.setString(first + 4, channelId);
        return first + 5;
    }
}
