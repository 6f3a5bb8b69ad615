package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;

/** How a {@link RequestRow} lies in its table. */
final class RequestTable {
    static final String COLUMNS =
            "call_id, request_id, arrived_at, key_id, user_id, dialect, operation, model, streamed,"
                    + " channel_id, provider, upstream_model, attempts, status, error_code, call_end,"
                    + " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens,"
                    + " usage_source, price_version, cost, first_content_ms, total_ms";

    // The hottest statement of the house, so it is bound by position without Jdbi between.
    private static final String INSERT = "INSERT INTO request (" + COLUMNS + ") VALUES (" + "?, ".repeat(25) + "?)";

    private static final int NAME = 255;
    private static final int TOKEN = 128;
    private static final int WORD = 32;

    private RequestTable() {}

    static void insert(Handle handle, List<RequestRow> rows) throws SQLException {
        try (PreparedStatement statement = handle.getConnection().prepareStatement(INSERT)) {
            for (RequestRow row : rows) {
                bindCall(statement, row);
                bindAnswer(statement, row);
                bindCost(statement, row);
                statement.addBatch();
            }
            statement.executeBatch();
        }
    }

    private static void bindCall(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(1, row.callId());
        s.setString(2, clip(row.requestId(), TOKEN));
        s.setLong(3, row.arrivedAtMillis());
        s.setString(4, row.keyId());
        s.setString(5, row.userId());
        s.setString(6, clip(row.dialect(), WORD));
        s.setString(7, clip(row.operation(), WORD));
        s.setString(8, clip(row.model(), NAME));
        s.setInt(9, row.stream() ? 1 : 0);
    }

    private static void bindAnswer(PreparedStatement s, RequestRow row) throws SQLException {
        s.setString(10, row.channelId());
        s.setString(11, clipped(row.provider(), NAME));
        s.setString(12, clipped(row.upstreamModel(), NAME));
        s.setInt(13, row.attempts());
        s.setInt(14, row.status());
        s.setString(15, clipped(row.errorCode(), TOKEN));
        s.setString(16, row.end().name());
    }

    private static void bindCost(PreparedStatement s, RequestRow row) throws SQLException {
        Usage usage = row.usage();
        s.setLong(17, usage.input());
        s.setLong(18, usage.cacheRead());
        s.setLong(19, usage.cacheWrite());
        s.setLong(20, usage.output());
        s.setLong(21, usage.reasoning());
        s.setString(22, row.usageSource().name());
        s.setInt(23, row.priceVersion());
        s.setLong(24, row.cost().value());
        s.setLong(25, row.firstContentMillis());
        s.setLong(26, row.totalMillis());
    }

    static RequestRow read(ResultSet rs) throws SQLException {
        return new RequestRow(
                rs.getString("call_id"),
                rs.getString("request_id"),
                rs.getLong("arrived_at"),
                rs.getString("key_id"),
                rs.getString("user_id"),
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
                rs.getInt("price_version"),
                new NanoDollars(rs.getLong("cost")),
                rs.getLong("first_content_ms"),
                rs.getLong("total_ms"));
    }

    static Usage usage(ResultSet rs) throws SQLException {
        return new Usage(
                rs.getLong("input_tokens"),
                rs.getLong("cache_read_tokens"),
                rs.getLong("cache_write_tokens"),
                rs.getLong("output_tokens"),
                rs.getLong("reasoning_tokens"));
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
