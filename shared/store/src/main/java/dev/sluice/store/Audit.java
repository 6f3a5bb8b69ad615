package dev.sluice.store;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.chat.UsageSource;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Checks the books from the rows alone; {@link Ledger#audit} says what each invariant means. */
final class Audit {
    private static final String OPEN_SLICES =
            "(SELECT account, SUM(granted - spent - returned) AS total FROM slice GROUP BY account)";
    private static final int FETCH = 1_000;

    private final Handle handle;
    private final Map<Integer, PriceBook> books = new HashMap<>();

    Audit(Handle handle) {
        this.handle = handle;
        JdbcPrices.readAll(handle).forEach((version, prices) -> books.put(version, new PriceBook(version, prices)));
    }

    List<Finding> findings() throws SQLException {
        return List.of(
                new Finding("I1", balancesThatDoNotCancelOut()),
                new Finding("I2", wrongBalances() + wrongHolds() + entriesOfNoAccount()),
                new Finding("I3", overdrafts()),
                new Finding("I4", requestsWithoutOneEnd() + endsWithoutRequest()),
                new Finding("I6", wrongCosts()),
                new Finding("I7", absurdUsage()),
                new Finding("I9", doubtfulCredits()),
                new Finding("I11", wrongSlices() + unheldSlices()));
    }

    private long balancesThatDoNotCancelOut() {
        return count("SELECT CASE WHEN COALESCE(SUM(posted), 0) = 0 THEN 0 ELSE 1 END FROM account"
                + " WHERE kind <> 'allowance'");
    }

    private long wrongBalances() {
        return count("SELECT COUNT(*) FROM account a"
                + " LEFT JOIN (SELECT credit, SUM(amount) AS total FROM entry GROUP BY credit) c ON c.credit = a.id"
                + " LEFT JOIN (SELECT debit, SUM(amount) AS total FROM entry GROUP BY debit) d ON d.debit = a.id"
                + " WHERE a.kind <> 'allowance' AND a.posted <> COALESCE(c.total, 0) - COALESCE(d.total, 0)");
    }

    private long wrongHolds() {
        return count("SELECT COUNT(*) FROM account a LEFT JOIN " + OPEN_SLICES + " s ON s.account = a.id"
                + " WHERE a.held <> COALESCE(s.total, 0)");
    }

    private long entriesOfNoAccount() {
        return count("SELECT COUNT(*) FROM entry e LEFT JOIN account d ON d.id = e.debit"
                + " LEFT JOIN account c ON c.id = e.credit"
                + " WHERE e.amount > 0 AND (d.id IS NULL OR c.id IS NULL"
                + " OR d.kind = 'allowance' OR c.kind = 'allowance')");
    }

    private long overdrafts() {
        return count("SELECT COUNT(*) FROM account WHERE kind = 'user' AND posted - held < lowest");
    }

    private long requestsWithoutOneEnd() {
        return count("SELECT COUNT(*) FROM request r LEFT JOIN"
                + " (SELECT call_id, COUNT(*) AS ends FROM entry WHERE terminal = 1 GROUP BY call_id) e"
                + " ON e.call_id = r.call_id WHERE COALESCE(e.ends, 0) <> 1");
    }

    private long endsWithoutRequest() {
        return count("SELECT COUNT(*) FROM entry e LEFT JOIN request r ON r.call_id = e.call_id"
                + " WHERE e.terminal = 1 AND r.call_id IS NULL");
    }

    /** Prices are multiplied here and not in SQL, whose integers overflow silently or turn into fractions. */
    private long wrongCosts() throws SQLException {
        String sql = "SELECT r.model, r.price_version, r.cost, r.usage_source, r.input_tokens, r.cache_read_tokens,"
                + " r.cache_write_tokens, r.output_tokens, r.reasoning_tokens, e.booked FROM request r LEFT JOIN"
                + " (SELECT call_id, SUM(amount) AS booked FROM entry WHERE call_id IS NOT NULL GROUP BY call_id) e"
                + " ON e.call_id = r.call_id";
        long wrong = 0;
        try (PreparedStatement statement = handle.getConnection().prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rs = statement.executeQuery()) {
                while (rs.next()) {
                    wrong += isRight(rs) ? 0 : 1;
                }
            }
        }
        return wrong;
    }

    private boolean isRight(ResultSet rs) throws SQLException {
        long cost = rs.getLong("cost");
        if (cost != rs.getLong("booked")) {
            return false;
        }
        int version = rs.getInt("price_version");
        if (version == 0 || UsageSource.NONE.name().equals(rs.getString("usage_source"))) {
            return cost == 0;
        }
        Optional<Price> price = books.getOrDefault(version, PriceBook.EMPTY).find(rs.getString("model"));
        return price.isPresent() && costs(price.get(), rs, cost);
    }

    private static boolean costs(Price price, ResultSet rs, long cost) throws SQLException {
        try {
            return price.of(RequestTable.usage(rs)).value() == cost;
        } catch (ArithmeticException | IllegalArgumentException e) {
            return false; // usage that no price can be computed of
        }
    }

    private long absurdUsage() {
        return count("SELECT COUNT(*) FROM request WHERE input_tokens NOT BETWEEN 0 AND 1000000000"
                + " OR cache_read_tokens NOT BETWEEN 0 AND 1000000000"
                + " OR cache_write_tokens NOT BETWEEN 0 AND 1000000000"
                + " OR output_tokens NOT BETWEEN 0 AND 1000000000"
                + " OR reasoning_tokens NOT BETWEEN 0 AND 1000000000");
    }

    private long doubtfulCredits() {
        return count("SELECT COUNT(*) FROM entry WHERE call_id IS NULL AND external_id IS NULL")
                + count("SELECT COUNT(*) FROM (SELECT external_id FROM entry WHERE external_id IS NOT NULL"
                        + " GROUP BY external_id HAVING COUNT(*) > 1) twice");
    }

    private long wrongSlices() {
        return count("SELECT COUNT(*) FROM slice s LEFT JOIN account a ON a.id = s.account"
                + " WHERE a.id IS NULL OR s.granted < 0 OR s.spent < 0 OR s.returned < 0"
                + " OR s.spent + s.returned > s.granted");
    }

    private long unheldSlices() {
        return count("SELECT CASE WHEN (SELECT COALESCE(SUM(held), 0) FROM account)"
                + " = (SELECT COALESCE(SUM(granted - spent - returned), 0) FROM slice) THEN 0 ELSE 1 END");
    }

    private long count(String sql) {
        return handle.createQuery(sql).mapTo(Long.class).one();
    }
}
