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
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How a {@link RequestRow} lies in its table. */
final class RequestTable {
    private static final String USUAL = "node, seq, call_id, arrived_at, key_id, user_id, caller_group, dialect,"
            + " operation, model, streamed, channel_id, provider, upstream_model, attempts, status, call_end,"
            + " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, usage_source, held,"
            + " price_version, price_rule, cost, purchase_rule, purchase, first_content_ms, total_ms, gateway_us";

    /** What is null in most rows. */
    private static final String RARE = "request_id, error_code, cache_write_hour_tokens, audio_input_tokens,"
            + " image_input_tokens, audio_output_tokens, image_output_tokens, units, service_tier";

    static final String COLUMNS = USUAL + ", " + RARE;

    /** All tokens of a row, of requests or of the roll-ups. */
    static final String TOKENS = "input_tokens + cache_read_tokens + cache_write_tokens + output_tokens"
            + " + reasoning_tokens + COALESCE(cache_write_hour_tokens, 0) + COALESCE(audio_input_tokens, 0)"
            + " + COALESCE(image_input_tokens, 0) + COALESCE(audio_output_tokens, 0)"
            + " + COALESCE(image_output_tokens, 0)";

    // The hottest statements of the house, so they are bound by position without Jdbi between. A column that is
    // named costs something also where null is bound to it, so most rows are written without the rare ones.
    private static final String INSERT_USUAL = "INSERT INTO request (" + USUAL + ") VALUES (" + "?, ".repeat(31) + "?)";
    private static final String INSERT = "INSERT INTO request (" + COLUMNS + ") VALUES (" + "?, ".repeat(40) + "?)";

    static final int NAME = 255;
    private static final int TOKEN = 128;
    private static final int WORD = 32;

    private RequestTable() {}

    static void insert(Handle handle, int node, List<Bill> bills) throws SQLException {
        try (PreparedStatement usual = handle.getConnection().prepareStatement(INSERT_USUAL)) {
            List<Bill> rest = new ArrayList<>();
            for (Bill bill : bills) {
                if (isUsual(bill.row())) {
                    bindUsual(usual, node, bill);
                    usual.addBatch();
                } else {
                    rest.add(bill);
                }
            }
            usual.executeBatch();
            insertWhole(handle, node, rest);
        }
    }

    private static void insertWhole(Handle handle, int node, List<Bill> bills) throws SQLException {
        if (bills.isEmpty()) {
            return;
        }
        try (PreparedStatement whole = handle.getConnection().prepareStatement(INSERT)) {
            for (Bill bill : bills) {
                bindUsual(whole, node, bill);
                bindRare(whole, bill.row());
                whole.addBatch();
            }
            whole.executeBatch();
        }
    }

    private static boolean isUsual(RequestRow row) {
        return row.errorCode() == null
                && row.requestId().equals(row.callId())
                && row.usage().rare().equals(RareUsage.NONE);
    }

    private static void bindUsual(PreparedStatement s, int node, Bill bill) throws SQLException {
        s.setInt(1, node);
        s.setLong(2, bill.seq());
        bindCall(s, bill.row());
        bindAnswer(s, bill.row());
        bindUsage(s, bill.row());
        bindCost(s, bill.row());
    }

    private static void bindCall(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(3, row.callId());
        s.setLong(4, row.arrivedAtMillis());
        s.setString(5, row.keyId());
        s.setString(6, row.userId());
        s.setString(7, clip(row.group(), NAME));
        s.setString(8, clip(row.dialect(), WORD));
        s.setString(9, clip(row.operation(), WORD));
        s.setString(10, clip(row.model(), NAME));
        s.setInt(11, row.stream() ? 1 : 0);
    }

    private static void bindAnswer(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(12, row.channelId());
        s.setString(13, clipped(row.provider(), NAME));
        s.setString(14, clipped(row.upstreamModel(), NAME));
        s.setInt(15, row.attempts());
        s.setInt(16, row.status());
        s.setString(17, row.end().name());
    }

    private static void bindUsage(PreparedStatement s, RequestRow row) throws SQLException {
        Usage usage = row.usage();
        s.setLong(18, usage.input());
        s.setLong(19, usage.cacheRead());
        s.setLong(20, usage.cacheWrite());
        s.setLong(21, usage.output());
        s.setLong(22, usage.reasoning());
        s.setString(23, row.usageSource().name());
    }

    private static void bindCost(PreparedStatement s, RequestRow row) throws SQLException {
        Reckoning reckoning = row.reckoning();
        NanoDollars held = reckoning.held();
        if (held == null) {
            s.setNull(24, Types.BIGINT);
        } else {
            s.setLong(24, held.value());
        }
        s.setInt(25, reckoning.version());
        s.setLong(26, reckoning.rule());
        s.setLong(27, reckoning.cost().value());
        bindSome(s, 28, reckoning.purchaseRule());
        bindSome(s, 29, reckoning.purchase().value());
        s.setLong(30, row.firstContentMillis());
        s.setLong(31, row.totalMillis());
        bindSome(s, 32, row.gatewayMicros());
    }

    private static void bindRare(PreparedStatement s, RequestRow row) throws SQLException {
        RareUsage rare = row.usage().rare();
        s.setString(33, row.requestId().equals(row.callId()) ? null : clip(row.requestId(), TOKEN));
        s.setString(34, clipped(row.errorCode(), TOKEN));
        bindSome(s, 35, rare.cacheWriteHour());
        bindSome(s, 36, rare.audioInput());
        bindSome(s, 37, rare.imageInput());
        bindSome(s, 38, rare.audioOutput());
        bindSome(s, 39, rare.imageOutput());
        s.setString(40, rare.units().isEmpty() ? null : Json.counts(rare.units()));
        s.setString(41, clipped(rare.tier(), WORD));
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
