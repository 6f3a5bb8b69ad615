package dev.sluice.launcher.reliability;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The books as they lie in the database, read past the gateway. */
final class Books {
    private final String url;
    private final String user;
    private final String password;

    Books(String url, String user, String password) {
        this.url = url;
        this.user = user;
        this.password = password;
    }

    /** The embedded database of a node, which may be running. */
    static Books embedded(Path data) {
        return new Books("jdbc:sqlite:" + data.resolve("sluice.db") + "?open_mode=1", "", "");
    }

    /** The rows of calls whose request ids begin so, by request id. */
    Map<String, List<Row>> rows(String prefix) {
        String sql = "SELECT COALESCE(request_id, call_id), call_id, call_end, usage_source, cost,"
                + " input_tokens + cache_read_tokens + cache_write_tokens, output_tokens + reasoning_tokens, COALESCE(error_code, '')"
                + " FROM request WHERE request_id LIKE ?";
        Map<String, List<Row>> rows = new HashMap<>();
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, prefix + "%");
            try (ResultSet found = statement.executeQuery()) {
                while (found.next()) {
                    Row row = row(found);
                    rows.computeIfAbsent(row.requestId(), id -> new ArrayList<>())
                            .add(row);
                }
            }
            return rows;
        } catch (SQLException e) {
            throw new AssertionError("the books cannot be read", e);
        }
    }

    private static Row row(ResultSet found) throws SQLException {
        return new Row(
                found.getString(1),
                found.getString(2),
                found.getString(3),
                found.getString(8),
                found.getLong(6),
                found.getLong(7),
                found.getString(4),
                found.getLong(5));
    }

    /** Calls that have another number of terminal entries than one, and terminal entries that have no call. */
    long callsWithoutOneEnd() {
        String ends = " WHERE e.line = 0 AND e.kind IN ('settle', 'void')";
        return number("SELECT COUNT(*) FROM request r LEFT JOIN (SELECT e.node, e.seq FROM entry e" + ends
                        + ") t ON t.node = r.node AND t.seq = r.seq WHERE t.seq IS NULL")
                + number("SELECT COUNT(*) FROM entry e LEFT JOIN request r ON r.node = e.node AND r.seq = e.seq" + ends
                        + " AND r.seq IS NULL");
    }

    /** Accounts whose balance is not what their entries come to. */
    long wrongBalances() {
        return number("SELECT COUNT(*) FROM account a WHERE a.kind <> 'allowance' AND a.posted <>"
                + " (SELECT COALESCE(SUM(e.amount), 0) FROM entry e WHERE e.credit = a.id)"
                + " - (SELECT COALESCE(SUM(e.amount), 0) FROM entry e WHERE e.debit = a.id)");
    }

    /** What all accounts come to together: money is moved, never made. */
    long sumOfBalances() {
        return number("SELECT COALESCE(SUM(posted), 0) FROM account WHERE kind <> 'allowance'");
    }

    /** What nodes have drawn and neither spent nor given back, in all accounts. */
    long held() {
        return number("SELECT COALESCE(SUM(held), 0) FROM account");
    }

    /** The least that any user has left, after what is held, of what they may spend; who is unlimited may owe anything. */
    long leastLeft() {
        return number("SELECT COALESCE(MIN(posted - held - lowest), 0) FROM account"
                + " WHERE kind = 'user' AND lowest IS NOT NULL");
    }

    private long number(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            found.next();
            return found.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError("the books cannot be read: " + sql, e);
        }
    }

    private Connection connect() throws SQLException {
        return user.isEmpty() ? DriverManager.getConnection(url) : DriverManager.getConnection(url, user, password);
    }
}
