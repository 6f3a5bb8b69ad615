package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Fills a node's database with rows of requests, as if there had been so many calls. */
public final class ManyRequests {
    private ManyRequests() {}

    /**
     * Writes calls of 200 users and keys, one every 864 ms up to now: a million are those of ten days. One of a hundred
     * thousand is of the model {@code rare}, the oldest of {@code ancient}, the others of {@code often}; one of two hundred
     * failed. They have no entries, so the books disagree with them.
     */
    public static void write(Connection database, int count) throws SQLException {
        String fill = "INSERT INTO request (node, seq, call_id, arrived_at, key_id, user_id, caller_group, dialect,"
                + " operation, model, streamed, channel_id, provider, upstream_model, attempts, status, call_end,"
                + " input_tokens, cache_read_tokens, cache_write_tokens, output_tokens, reasoning_tokens, usage_source,"
                + " price_version, price_rule, cost, first_content_ms, total_ms)"
                + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < " + count + ")"
                + " SELECT 99, i, 'call-' || i, " + System.currentTimeMillis() + " - 864 * (" + count + " - i),"
                + " 'key-' || (i % 200), 'user-' || (i % 200), 'default', 'openai', 'chat',"
                + " CASE WHEN i = 1 THEN 'ancient' WHEN i % 100000 = 0 THEN 'rare' ELSE 'often' END, 1, 'channel',"
                + " 'openai', 'often', 1, CASE WHEN i % 200 = 0 THEN 503 ELSE 200 END, 'COMPLETED', 100, 0, 0, 400, 0,"
                + " 'UPSTREAM', 1, 0, 0, 412, 3045 FROM n";
        try (Statement statement = database.createStatement()) {
            assertThat(statement.executeUpdate(fill)).isEqualTo(count);
        }
    }
}
