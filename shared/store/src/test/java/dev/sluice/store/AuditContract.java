package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An audit must see what is wrong, on every database. */
interface AuditContract {

    Store store();

    /** A connection past the store, to do what the store never does. */
    Connection connection() throws SQLException;

    @Test
    default void anEmptyStoreHoldsEveryInvariantInOrder() {
        assertThat(store().ledger().audit())
                .extracting(Finding::invariant)
                .containsExactly("I1", "I2", "I3", "I4", "I6", "I7", "I9", "I11");
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I1,I2      | UPDATE account SET posted = posted + 1 WHERE id = 'revenue'
            I2         | UPDATE account SET posted = posted + CASE WHEN id = 'revenue' THEN 1 ELSE -1 END WHERE id IN ('revenue', 'writeoff')
            I2,I6      | UPDATE entry SET amount = amount + 1 WHERE call_id = 'c1'
            I2         | UPDATE entry SET debit = 'user:nobody' WHERE call_id = 'c1'
            I1,I2,I3   | UPDATE account SET posted = 9 WHERE id = 'user:alice'
            I2,I4,I6   | DELETE FROM entry WHERE call_id = 'c1'
            I4         | UPDATE entry SET terminal = NULL WHERE call_id = 'c1'
            I4         | DELETE FROM request WHERE call_id = 'c1'
            I6         | UPDATE request SET cost = cost + 1 WHERE call_id = 'c1'
            I6         | UPDATE request SET input_tokens = input_tokens + 1 WHERE call_id = 'c1'
            I6         | UPDATE request SET price_version = 0 WHERE call_id = 'c1'
            I6         | UPDATE price_book SET input_per_million = input_per_million + 1000000
            I6         | DELETE FROM price_book
            I6,I7      | UPDATE request SET input_tokens = 2000000000 WHERE call_id = 'c1'
            I6,I7      | UPDATE request SET reasoning_tokens = -1 WHERE call_id = 'c1'
            I9         | UPDATE entry SET external_id = NULL WHERE kind = 'adjust'
            I2,I11     | UPDATE account SET held = held + 1 WHERE id = 'user:alice'
            I2,I11     | UPDATE slice SET returned = returned + 1
            I2,I11     | DELETE FROM slice
            """)
    default void anAuditSeesWhatIsWrong(String invariants, String damage) throws SQLException {
        store().users().create(Samples.user("alice"));
        store().prices().remember(Samples.BOOK);
        Account alice = Account.ofUser("alice");
        store().ledger().adjust(alice, nano(100), "top-up", "t1");
        store().ledger().draw("node-1", alice, nano(50), nano(50));
        store().ledger().settle("node-1", List.of(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 3), 3)));
        assertThat(store().ledger().audit()).allMatch(Finding::holds);

        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(damage)).isPositive();
        }

        assertThat(store().ledger().audit())
                .filteredOn(finding -> !finding.holds())
                .extracting(Finding::invariant)
                .containsExactly(invariants.split(","));
    }
}
