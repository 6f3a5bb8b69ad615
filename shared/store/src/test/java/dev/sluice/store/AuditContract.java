package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.Jdbi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An audit must see what is wrong, on every database. */
interface AuditContract extends Stage {

    @Test
    default void anEmptyStoreHoldsEveryInvariantInOrder() {
        assertThat(store().ledger().audit())
                .extracting(Finding::invariant)
                .containsExactly("I1", "I2", "I3", "I4", "I5", "I6", "I7", "I8", "I9", "I10", "I11", "I12", "I13");
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I1,I2      | UPDATE account SET posted = posted + 1 WHERE id = 'revenue'
            I2         | UPDATE account SET posted = posted + CASE WHEN id = 'revenue' THEN 1 ELSE -1 END WHERE id IN ('revenue', 'writeoff')
            I2,I6,I10  | UPDATE entry SET amount = amount + 1 WHERE node > 0 AND seq = 1
            I2,I10     | UPDATE entry SET debit = 'user:nobody' WHERE node > 0 AND seq = 1
            I1,I2,I3   | UPDATE account SET posted = 9 WHERE id = 'user:alice'
            I2,I4,I6,I10 | DELETE FROM entry WHERE node > 0 AND seq = 1
            I2,I8,I10  | DELETE FROM entry WHERE node = 0
            I4,I6,I10  | UPDATE entry SET line = 9 WHERE node > 0 AND seq = 1
            I4,I10     | UPDATE entry SET kind = 'adjust' WHERE node > 0 AND seq = 1
            I10        | UPDATE entry SET booked_at = booked_at + 1 WHERE node = 0
            I10        | UPDATE entry_seal SET amount = amount + 1 WHERE node = 0
            I4         | DELETE FROM request WHERE call_id = 'c1'
            I4,I8      | DELETE FROM request WHERE call_id = 'c2'
            I5         | UPDATE request SET held = NULL WHERE call_id = 'c1'
            I5         | UPDATE node SET lease_until = 0 WHERE name = 'node-1'
            I6         | UPDATE request SET cost = cost + 1 WHERE call_id = 'c1'
            I6         | UPDATE request SET input_tokens = input_tokens + 1 WHERE call_id = 'c1'
            I6         | UPDATE request SET price_version = 0 WHERE call_id = 'c1'
            I6         | UPDATE price_rule SET sheet = '{"input":0.002,"output":0.002}'
            I6         | DELETE FROM price_rule
            I6,I7      | UPDATE request SET input_tokens = 2000000000 WHERE call_id = 'c1'
            I6,I7      | UPDATE request SET reasoning_tokens = -1 WHERE call_id = 'c1'
            I8         | UPDATE node SET applied = 1 WHERE name = 'node-1'
            I9,I10     | UPDATE entry SET external_id = NULL WHERE kind = 'adjust'
            I2,I11     | UPDATE account SET held = held + 1 WHERE id = 'user:alice'
            I2,I11     | UPDATE slice SET returned = returned + 1
            I2,I11     | DELETE FROM slice
            """)
    default void anAuditSeesWhatIsWrong(String invariants, String damage) throws SQLException {
        bookTwoCalls();
        assertThat(store().ledger().audit()).allMatch(Finding::holds);

        damage(damage);

        assertThat(violated(store().ledger().audit())).containsExactly(invariants.split(","));
    }

    @Test
    default void whatIsWaivedCostsThePlatformAndNotTheUser() throws SQLException {
        bookTwoCalls();
        node().settle(bill(Samples.waived(row("c3", "alice", 4), 4), 0));

        assertThat(store().ledger().audit()).allMatch(Finding::holds);
        assertThat(store().ledger()
                        .balance(new Account("provider_cost"))
                        .orElseThrow()
                        .posted())
                .isEqualTo(nano(-4));
        damage("UPDATE request SET cost = 1 WHERE call_id = 'c3'");
        assertThat(violated(store().ledger().audit())).containsExactly("I6");
    }

    private void bookTwoCalls() {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        Account alice = Account.ofUser("alice");
        store().ledger().adjust(alice, nano(100), "top-up", "t1");
        node().draw(alice, 50, 50);
        node().settle(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 3), 3));
    }

    private void damage(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            boolean postgres = SqlDialect.of(connection.getMetaData().getURL()) == SqlDialect.POSTGRES;
            for (String guard : postgres ? List.of("kept ON entry") : List.of("not_changed", "not_deleted")) {
                statement.execute("DROP TRIGGER entry_is_" + guard);
            }
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    private static List<String> violated(List<Finding> findings) {
        return findings.stream()
                .filter(finding -> !finding.holds())
                .map(Finding::invariant)
                .toList();
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATE entry SET amount = 1", "DELETE FROM entry"})
    default void theDatabaseItselfRefusesToChangeAnEntry(String sql) throws SQLException {
        bookTwoCalls();

        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.executeUpdate(sql)).hasMessageContaining("append-only");
        }

        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            I1,I2   | UPDATE account SET posted = posted + 1 WHERE id = 'revenue'
            I6      | UPDATE request SET cost = cost + 1 WHERE call_id = 'c3'
            I4,I8   | DELETE FROM request WHERE call_id = 'c3'
            I10     | UPDATE entry SET booked_at = booked_at + 1 WHERE node > 0 AND seq = 1
            """)
    default void aRoundSeesWhatIsNewUntilItIsMadeGood(String invariants, String damage) throws SQLException {
        bookTwoCalls();
        assertThat(violated(store().ledger().auditNew())).isEmpty();
        node().settle(bill(row("c3", "alice", 4), 4));
        damage(damage);

        for (int round = 0; round < 2; round++) {
            assertThat(violated(store().ledger().auditNew())).containsExactly(invariants.split(","));
        }
    }

    @Test
    default void roundsLookAtWhatIsNewOnly() throws SQLException {
        bookTwoCalls();
        for (int i = 3; i < 9; i++) {
            assertThat(violated(store().ledger().auditNew())).isEmpty();
            node().settle(bill(row("c" + i, "alice", 1), 0));
        }

        damage("UPDATE request SET cost = cost + 1 WHERE call_id = 'c1'");

        assertThat(violated(store().ledger().auditNew())).isEmpty();
        assertThat(violated(store().ledger().audit())).containsExactly("I6");
    }

    @Test
    default void aReportThatDiffersKeepsNoRoundFromMovingOn() throws SQLException {
        bookTwoCalls();
        LocalDate today = LocalDate.now(ZoneOffset.UTC);
        store().ledger().report(new ProviderReport("channel-1", today, nano(1_000), null));
        assertThat(violated(store().ledger().auditNew())).containsExactly("I12");

        damage("UPDATE request SET cost = cost + 1 WHERE call_id = 'c1'");

        assertThat(violated(store().ledger().auditNew())).containsExactly("I12");
        assertThat(violated(store().ledger().audit())).containsExactly("I6", "I12");
    }

    @Test
    default void anAuditGoesOnUntilItHasSeenAllOrSaysHowMuchIsLeft() {
        bookTwoCalls();
        for (int i = 3; i < 9; i++) {
            node().settle(bill(row("c" + i, "alice", 1), 0));
        }
        Ledger ledger = store().ledger();

        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, pace(2, Duration.ZERO))))
                .isEmpty();
        assertThat(ledger.unaudited()).isEqualTo(5);
        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, pace(2, Duration.ofHours(1)))))
                .isEmpty();
        assertThat(ledger.unaudited()).isZero();
    }

    @Test
    default void anAuditInSmallPiecesSeesTheSameAndEndsWhenItShall() throws SQLException {
        bookTwoCalls();
        for (int i = 3; i < 9; i++) {
            node().settle(bill(row("c" + i, "alice", 1), 0));
        }
        damage("UPDATE request SET cost = cost + 1 WHERE call_id = 'c8'");
        Ledger ledger = store().ledger();
        AuditPace ended = new AuditPace(1, 0, Duration.ofHours(1), () -> false);
        AuditPace rested = new AuditPace(1, 2, Duration.ofHours(1), () -> true);

        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, ended))).isEmpty();
        assertThat(ledger.unaudited()).isPositive();
        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, rested))).containsExactly("I6");
    }

    private static AuditPace pace(int entries, Duration atMost) {
        return new AuditPace(entries, 0, atMost, () -> true);
    }

    @Test
    default void aRoundDoesNotEndWithinABatchThatBoughtSomething() {
        bookTwoCalls();
        node().settle(
                        bill(Samples.bought(row("c3", "alice", 4), 4), 4),
                        bill(Samples.bought(row("c4", "alice", 4), 4), 4),
                        bill(Samples.bought(row("c5", "alice", 4), 4), 4));
        Ledger ledger = store().ledger();

        for (int round = 0; round < 6; round++) {
            assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, pace(1, Duration.ZERO))))
                    .isEmpty();
        }
        assertThat(ledger.unaudited()).isZero();
    }

    @Test
    default void aPieceThatBoughtNothingDoesNotReachForABatchThatDid() {
        bookTwoCalls();
        for (int i = 3; i < 9; i++) {
            node().settle(bill(row("c" + i, "alice", 1), 0));
        }
        node().settle(bill(Samples.bought(row("c9", "alice", 4), 4), 4));
        Ledger ledger = store().ledger();

        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, pace(2, Duration.ZERO))))
                .isEmpty();
        assertThat(ledger.unaudited()).isEqualTo(6);
        assertThat(violated(ledger.auditNew(AuditTerms.DEFAULT, pace(2, Duration.ofHours(1)))))
                .isEmpty();
        assertThat(ledger.unaudited()).isZero();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 100})
    default void entriesAreReadByWholeSequencesHoweverFewAtOnce(int most) throws SQLException {
        bookTwoCalls();
        node().settle(
                        bill(Samples.bought(row("c3", "alice", 4), 4), 4),
                        bill(Samples.bought(row("c4", "alice", 4), 4), 4));
        List<Ends.End> read = new ArrayList<>();
        try (Connection connection = connection();
                Handle handle = Jdbi.open(connection)) {
            Stretch stretch = Stretch.everything(handle).getLast();
            long after = 0;
            while (after < stretch.upTo()) {
                Ends ends = Ends.read(handle, stretch, after, most);
                Ends.End next = ends.nextBefore(Long.MAX_VALUE);
                while (next != null) {
                    read.add(next);
                    next = ends.nextBefore(Long.MAX_VALUE);
                }
                after = ends.upTo();
            }
        }

        assertThat(read)
                .extracting(Ends.End::seq, Ends.End::isSettled, Ends.End::amount, Ends.End::bought)
                .containsExactly(
                        tuple(1L, true, 20L, false),
                        tuple(2L, true, 3L, false),
                        tuple(3L, true, 4L, false),
                        tuple(4L, true, 4L, true));
    }

    @Test
    default void whatNoSealCoversIsSealedLater() throws SQLException {
        bookTwoCalls();
        assertThat(store().ledger().seal()).isZero();
        damageAgain("DELETE FROM entry_seal");

        node().settle(bill(row("c3", "alice", 1), 0));
        long entries = store().ledger().seal();

        assertThat(entries).isEqualTo(4);
        node().settle(bill(row("c4", "alice", 1), 0));
        assertThat(store().ledger().seal()).isZero();
        assertThat(violated(store().ledger().audit())).isEmpty();
        damage("UPDATE entry SET booked_at = booked_at + 1 WHERE node > 0 AND seq = 4");
        assertThat(violated(store().ledger().audit())).containsExactly("I10");
    }

    @Test
    default void roundsComeToAllSeals() throws SQLException {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        // The damaged seal is neither the first nor the newest.
        for (int i = 0; i < 2 * Seals.FULL + 500; i += 500) {
            int first = i;
            node().settle(IntStream.range(first, first + 500)
                    .mapToObj(c -> bill(row("c" + c, "alice", 0), 0))
                    .toArray(Bill[]::new));
        }
        assertThat(violatedInRounds()).isEmpty();

        damage("UPDATE entry SET booked_at = booked_at + 1 WHERE seq = " + (Seals.FULL + 7));

        assertThat(violatedInRounds()).containsExactly("I10");
    }

    private List<String> violatedInRounds() {
        return IntStream.range(0, 20)
                .mapToObj(round -> violated(store().ledger().auditNew()))
                .flatMap(List::stream)
                .distinct()
                .toList();
    }

    @Test
    default void requestsThatWereDeletedByPolicyAreNotMissed() throws SQLException {
        bookTwoCalls();
        node().settle(bill(row("c3", "alice", 4), 4));

        damage("DELETE FROM request WHERE seq < 3");
        damageAgain("UPDATE node SET rows_from = 3 WHERE name = 'node-1'");

        assertThat(violated(store().ledger().audit())).isEmpty();
        damageAgain("UPDATE node SET rows_from = 4 WHERE name = 'node-1'");
        damageAgain("DELETE FROM request");
        assertThat(violated(store().ledger().audit())).isEmpty();
    }

    private void damageAgain(String sql) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.executeUpdate(sql)).isPositive();
        }
    }

    @Test
    default void whatProvidersChargeAgreesWithTheBooksWithinTheTolerance() {
        LocalDate day = LocalDate.ofEpochDay(Samples.ARRIVED / 86_400_000);
        node().settle(
                        bill(Samples.bought(row("c1", Users.ADMIN, 1), 60), 0),
                        bill(Samples.bought(row("c2", Users.ADMIN, 1), 40), 0));

        assertThat(disputed()).isZero();
        store().ledger().report(new ProviderReport("channel-1", day, nano(105), "invoice 7"));
        store().ledger().report(new ProviderReport("channel-1", day.plusDays(1), nano(0), null));
        assertThat(disputed()).isZero();
        store().ledger().report(new ProviderReport("channel-1", day, nano(106), null));
        assertThat(disputed()).isEqualTo(1);
        store().ledger().report(new ProviderReport("channel-2", day, nano(1), null));
        assertThat(disputed()).isEqualTo(2);

        assertThat(store().ledger().reports(day, day))
                .containsExactly(
                        new ProviderReport("channel-1", day, nano(106), null),
                        new ProviderReport("channel-2", day, nano(1), null));
        assertThat(store().ledger().balance(new Account("provider_cost"))).contains(new Balance(nano(-100), nano(0)));
        assertThat(store().ledger().balance(new Account("provider_payable"))).contains(new Balance(nano(100), nano(0)));
    }

    @Test
    default void whatProvidersChargeIsComparedWhenRequestsWereDeletedToo() throws SQLException {
        LocalDate day = LocalDate.ofEpochDay(Samples.ARRIVED / 86_400_000);
        node().settle(bill(Samples.bought(row("c1", Users.ADMIN, 1), 60), 0));
        store().jobs().take("me");
        store().upkeep().rollUp("me");
        node().settle(bill(Samples.bought(row("c2", Users.ADMIN, 1), 40), 0));
        damageAgain("DELETE FROM request WHERE call_id = 'c1'");

        store().ledger().report(new ProviderReport("channel-1", day, nano(100), null));

        assertThat(disputed()).isZero();
    }

    private long disputed() {
        return store().ledger().audit().stream()
                .filter(finding -> finding.invariant().equals("I12"))
                .mapToLong(Finding::violations)
                .sum();
    }
}
