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
import java.sql.Types;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How a {@link RequestRow} lies in its table. */
final class RequestTable {
    static final String COLUMNS = "node, seq, call_id, request_id, arrived_at, key_id, user_id, caller_group, dialect,"
            + " operation, model, streamed, channel_id, provider, upstream_model, attempts, status, error_code, call_end,"
            + " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,"
            + " cache_write_hour_tokens, audio_input_tokens, image_input_tokens, audio_output_tokens,"
            + " image_output_tokens, units, service_tier, usage_source, held, price_version, price_rule, cost,"
            + " purchase_rule, purchase, first_content_ms, total_ms, gateway_us";

    /** All tokens of a row, of requests or of the roll-ups. */
    static final String TOKENS = "input_tokens + cache_read_tokens + cache_write_tokens + output_tokens"
            + " + reasoning_tokens + COALESCE(cache_write_hour_tokens, 0) + COALESCE(audio_input_tokens, 0)"
            + " + COALESCE(image_input_tokens, 0) + COALESCE(audio_output_tokens, 0)"
            + " + COALESCE(image_output_tokens, 0)";

    // The hottest statement of the house, so it is bound by position without Jdbi between.
    private static final String INSERT = "INSERT INTO request (" + COLUMNS + ") VALUES (" + "?, ".repeat(40) + "?)";

    static final int NAME = 255;
    private static final int TOKEN = 128;
    private static final int WORD = 32;

    private RequestTable() {}

    static void insert(Handle handle, int node, List<Bill> bills) throws SQLException {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(INSERT)) {
            for (Bill bill : bills) {
                statement.setInt(1, node);
                statement.setLong(2, bill.seq());
                bindCall(statement, bill.row());
                bindAnswer(statement, bill.row());
                bindUsage(statement, bill.row().usage());
                bindRare(statement, bill.row().usage().rare());
                bindCost(statement, bill.row());
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bindCall(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(3, row.callId());
        s.setString(4, row.requestId().equals(row.callId()) ? null : clip(row.requestId(), TOKEN));
        s.setLong(5, row.arrivedAtMillis());
        s.setString(6, row.keyId());
        s.setString(7, row.userId());
        s.setString(8, clip(row.group(), NAME));
        s.setString(9, clip(row.dialect(), WORD));
        s.setString(10, clip(row.operation(), WORD));
        s.setString(11, clip(row.model(), NAME));
        s.setInt(12, row.stream() ? 1 : 0);
    }

    private static void bindAnswer(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(13, row.channelId());
        s.setString(14, clipped(row.provider(), NAME));
        s.setString(15, clipped(row.upstreamModel(), NAME));
        s.setInt(16, row.attempts());
        s.setInt(17, row.status());
        s.setString(18, clipped(row.errorCode(), TOKEN));
        s.setString(19, row.end().name());
    }

    private static void bindUsage(PreparedStatement s, Usage usage) throws SQLException {
        s.setLong(20, usage.input());
        s.setLong(21, usage.cacheRead());
        s.setLong(22, usage.cacheWrite());
        s.setLong(23, usage.output());
        s.setLong(24, usage.reasoning());
    }

    private static void bindRare(PreparedStatement s, RareUsage rare) throws SQLException {
        bindSome(s, 25, rare.cacheWriteHour());
        bindSome(s, 26, rare.audioInput());
        bindSome(s, 27, rare.imageInput());
        bindSome(s, 28, rare.audioOutput());
        bindSome(s, 29, rare.imageOutput());
        s.setString(30, rare.units().isEmpty() ? null : Json.counts(rare.units()));
        s.setString(31, clipped(rare.tier(), WORD));
    }

    private static void bindCost(PreparedStatement s, RequestRow row) throws SQLException {
        Reckoning reckoning = row.reckoning();
        NanoDollars held = reckoning.held();
        s.setString(32, row.usageSource().name());
        if (held == null) {
            s.setNull(33, Types.BIGINT);
        } else {
            s.setLong(33, held.value());
        }
        s.setInt(34, reckoning.version());
        s.setLong(35, reckoning.rule());
        s.setLong(36, reckoning.cost().value());
        bindSome(s, 37, reckoning.purchaseRule());
        bindSome(s, 38, reckoning.purchase().value());
        s.setLong(39, row.firstContentMillis());
        s.setLong(40, row.totalMillis());
        bindSome(s, 41, row.gatewayMicros());
    }

    /** Zero, which is what most of these are, takes no room as null. */
    private static void bindSome(PreparedStatement s, int index, long value) throws SQLException {
        if (value == 0) {
            s.setNull(index, Types.BIGINT);
        } else {
            s.setLong(index, value);
        }
    }

    static RequestRow read(ResultSet rs) throws SQLException {
        String callId = rs.getString("call_id");
        String requestId = rs.getString("request_id");
        return new RequestRow(
                callId,
                requestId == null ? callId : requestId,
                rs.getLong("arrived_at"),
                rs.getString("key_id"),
                rs.getString("user_id"),
                rs.getString("caller_group"),
                rs.getString("dialect"),
                rs.getString("operation"),
                rs.getString("model"),
                rs.getBoolean("streamed"),
                rs.getString("channel_id"),
                rs.getString("provider"),
                rs.getString("upstream_model"),
                rs.getInt("attempts"),
                rs.getInt("status"),
                rs.getString("error_code"),
                CallEnd.valueOf(rs.getString("call_end")),
                usage(rs),
                UsageSource.valueOf(rs.getString("usage_source")),
                reckoning(rs),
                rs.getLong("first_content_ms"),
                rs.getLong("total_ms"),
                rs.getLong("gateway_us"));
    }

    static Reckoning reckoning(ResultSet rs) throws SQLException {
        long held = rs.getLong("held");
        boolean admitted = !rs.wasNull();
        return new Reckoning(
                admitted ? new NanoDollars(held) : null,
                rs.getInt("price_version"),
                rs.getLong("price_rule"),
                new NanoDollars(rs.getLong("cost")),
                rs.getLong("purchase_rule"),
                new NanoDollars(rs.getLong("purchase")));
    }

    static Usage usage(ResultSet rs) throws SQLException {
        return new Usage(
                rs.getLong("input_tokens"),
                rs.getLong("cache_read_tokens"),
                rs.getLong("cache_write_tokens"),
                rs.getLong("output_tokens"),
                rs.getLong("reasoning_tokens"),
                rare(rs));
    }

    private static RareUsage rare(ResultSet rs) throws SQLException {
        String units = rs.getString("units");
        return new RareUsage(
                rs.getLong("cache_write_hour_tokens"),
                rs.getLong("audio_input_tokens"),
                rs.getLong("image_input_tokens"),
                rs.getLong("audio_output_tokens"),
                rs.getLong("image_output_tokens"),
                units == null ? Map.of() : Json.counts(units),
                rs.getString("service_tier"));
    }

    private static @Nullable String clipped(@Nullable String text, int most) {
        return text == null ? null : clip(text, most);
    }

    private static boolean isPlain(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == 0 || Character.isSurrogate(c)) {
                return false;
            }
        }
        return true;
    }

    /**
     * Makes a caller's or upstream's text fit any database, so that no request can stop its whole batch: bounded, without
     * NUL (PostgreSQL refuses it) and without half a surrogate pair.
     */
    static String clip(String text, int most) {
        if (text.length() <= most && isPlain(text)) {
            return text;
        }
        StringBuilder kept = new StringBuilder(most);
        text.codePoints()
                .map(c -> c == 0 || (c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE) ? 0xFFFD : c)
                .limit(most)
                .takeWhile(c -> kept.length() + Character.charCount(c) <= most)
                .forEach(kept::appendCodePoint);
        return kept.toString();
    }
}
