package dev.sluice.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Books as they were before nodes had journals: a top-up, three calls, and a slice that is still open. */
final class EarlierBooks {
    private static final String REQUEST =
            "INSERT INTO request (call_id, request_id, arrived_at, key_id, user_id, dialect,"
                    + " operation, model, streamed, attempts, status, call_end, input_tokens, cache_read_tokens,"
                    + " cache_write_tokens, output_tokens, reasoning_tokens, usage_source, price_version, cost,"
                    + " first_content_ms, total_ms) VALUES ";
    private static final String ENTRY = "INSERT INTO entry (kind, call_id, terminal, debit, credit, amount, reason,"
            + " external_id, booked_at) VALUES ";

    private static final List<String> STATEMENTS = List.of(
            "INSERT INTO gateway_user (id, name, role, enabled, unlimited) VALUES ('alice', 'alice', 'user', 1, 0)",
            "INSERT INTO account (id, kind, posted, held, lowest) VALUES ('user:alice', 'user', 77, 30, 0)",
            "UPDATE account SET posted = -100 WHERE id = 'topup_clearing'",
            "UPDATE account SET posted = 25 WHERE id = 'revenue'",
            "UPDATE account SET posted = -2 WHERE id = 'writeoff'",
            "INSERT INTO slice (node, account, granted, spent, returned) VALUES ('n1', 'user:alice', 50, 15, 5)",
            "INSERT INTO price_book VALUES (1, 'penny', 1000000, 0, 0, 1000000, 1000000, 0)",
            ENTRY + "('adjust', NULL, NULL, 'topup_clearing', 'user:alice', 100, 'top-up', 't1', 1)",
            ENTRY + "('settle', 'c1', 1, 'user:alice', 'revenue', 20, NULL, NULL, 2)",
            ENTRY + "('writeoff', 'c2', NULL, 'writeoff', 'revenue', 2, NULL, NULL, 3)",
            ENTRY + "('settle', 'c2', 1, 'user:alice', 'revenue', 3, NULL, NULL, 3)",
            ENTRY + "('void', 'c3', 1, 'user:alice', 'revenue', 0, NULL, NULL, 4)",
            REQUEST
                    + "('c1', 'r1', 1000, 'k', 'alice', 'openai', 'chat', 'penny', 1, 1, 200, 'COMPLETED', 20, 0, 0, 0, 0,"
                    + " 'UPSTREAM', 1, 20, 1, 1)",
            REQUEST
                    + "('c2', 'c2', 2000, 'k', 'alice', 'openai', 'chat', 'penny', 1, 1, 200, 'COMPLETED', 5, 0, 0, 0, 0,"
                    + " 'UPSTREAM', 1, 5, 1, 1)",
            REQUEST + "('c3', 'r3', 3000, 'k', 'alice', 'openai', 'chat', 'penny', 1, 0, 429, 'REFUSED', 0, 0, 0, 0, 0,"
                    + " 'NONE', 0, 0, -1, 1)");

    private EarlierBooks() {}

    static void write(StoreSettings settings) throws SQLException {
        SqlDialect dialect = SqlDialect.of(settings.url());
        try (Pools pools = Pools.open(settings, dialect)) {
            Migrations.apply(pools, dialect, "2");
            try (Connection connection = pools.writing().getConnection();
                    Statement statement = connection.createStatement()) {
                for (String sql : STATEMENTS) {
                    statement.executeUpdate(sql);
                }
            }
        }
    }
}
