package dev.sluice.store;

import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** A11: what was done in management is written down by what did it, and cannot be unwritten unseen. */
interface AuditLogContract extends Stage {
    Act ACT = new Act("ada", "127.0.0.1", "req-1", "PATCH /api/users/{id}", "alice", "{\"name\":\"***\"}");
    /** As old as what is written tomorrow. */
    Duration ALL = Duration.ofDays(-2);

    int MANY = 505;
    AtomicInteger SERIAL = new AtomicInteger();
    AuditLog.Filter EVERYTHING = new AuditLog.Filter(null, null, null, null, null);

    private List<AuditRecord> log() {
        return store().auditLog().list(EVERYTHING, null, 1000).items();
    }

    private boolean isWhole(List<Finding> findings) {
        return findings.stream().anyMatch(finding -> finding.invariant().equals("I13") && finding.holds());
    }

    @Test
    default void anActLeavesALineInTheTransactionThatItMakes() {
        store().users().create(Samples.user("unseen"));
        ACT.during(() -> {
            store().by("ada").users().create(Samples.user("alice"));
            return store().ledger().adjust(Account.ofUser("alice"), nano(5), "gift", "g1");
        });

        assertThat(log()).extracting(AuditRecord::number).containsExactly(2L, 1L);
        assertThat(log()).allSatisfy(line -> assertThat(line.act()).isEqualTo(ACT));
        assertThat(log().getLast().changes())
                .startsWith(
                        "[{\"kind\":\"user\",\"id\":\"alice\",\"before\":null,\"after\":{\"name\":\"name of alice\"");
        assertThat(log().getFirst().changes()).isEqualTo("[]");
        assertThat(isWhole(store().ledger().audit())).isTrue();
        assertThat(isWhole(store().ledger().auditNew())).isTrue();
    }

    @Test
    default void whatFailsOrFindsNothingToDoLeavesNoLine() {
        store().users().create(Samples.user("alice"));
        store().ledger().adjust(Account.ofUser("alice"), nano(5), "gift", "g1");

        ACT.during(() -> {
            assertThatThrownBy(() -> store().users().create(Samples.user("alice")))
                    .isInstanceOf(StoreConflict.class);
            assertThat(store().users().update(Samples.user("nobody"))).isFalse();
            assertThat(store().ledger().adjust(Account.ofUser("alice"), nano(5), "gift", "g1"))
                    .isFalse();
            return store().revisions().restore(1, true);
        });

        assertThat(log()).isEmpty();
    }

    @Test
    default void manyNodesWriteOneChain() throws Exception {
        try (Store other = Store.open(settings(), Samples.VAULT)) {
            List<Store> both = List.of(store(), other);
            AtomicInteger turn = new AtomicInteger();

            Crowd.of(24, () -> {
                int n = turn.getAndIncrement();
                return ACT.during(() -> {
                    both.get(n % 2).users().create(Samples.user("u" + n));
                    return n;
                });
            });

            assertThat(log()).hasSize(24);
            assertThat(isWhole(other.ledger().audit())).isTrue();
        }
    }

    @Test
    default void whateverIsEditedOrDroppedIsMissed() throws SQLException {
        for (int i = 0; i < 5; i++) {
            String id = "u" + i;
            ACT.during(() -> {
                store().users().create(Samples.user(id));
                return id;
            });
        }
        List<String> unseen = new ArrayList<>();
        List<String> deeds = new ArrayList<>(List.of(
                "DELETE FROM audit_log",
                "DELETE FROM audit_log WHERE number = 1",
                "DELETE FROM audit_log WHERE number = 3",
                "DELETE FROM audit_log WHERE number = 5",
                "UPDATE audit_log SET number = 9 WHERE number = 5",
                "UPDATE audit_log SET done_at = done_at + 1 WHERE number = 2",
                "UPDATE audit_end SET number = 4",
                "UPDATE audit_end SET digest = (SELECT digest FROM audit_log WHERE number = 4)"));
        for (String column : List.of("actor", "address", "request_id", "action", "subject", "given", "changes")) {
            deeds.add("UPDATE audit_log SET " + column + " = 'other' WHERE number = 2");
        }

        for (String deed : deeds) {
            if (isWholeAfter(deed)) {
                unseen.add(deed);
            }
        }

        System.out.println("A11 " + unseen.size() + " unseen_changes_of_the_audit_log_of_" + deeds.size() + " "
                + (unseen.isEmpty() ? "pass" : "fail"));
        assertThat(unseen).isEmpty();
        assertThat(isWhole(store().ledger().audit())).isTrue();
    }

    @Test
    default void oldLinesAreDroppedPieceByPieceAndWhatStaysIsStillAChain() throws SQLException {
        fill(MANY);
        store().jobs().take("n1");

        assertThat(store().upkeep().dropAuditLog("n2", ALL)).isZero();
        assertThat(store().upkeep().dropAuditLog("n1", Duration.ofDays(1))).isZero();
        int dropped = store().upkeep().dropAuditLog("n1", ALL);

        long first = dropped + 1L;
        long checkpoint = MANY + 1L;
        assertThat(dropped).isBetween(100, 500);
        assertThat(log().getLast().number()).isEqualTo(first);
        assertThat(log().getFirst().number()).isEqualTo(checkpoint);
        assertThat(log().getFirst().act().action()).isEqualTo(AuditLog.CHECKPOINT);
        assertThat(log().getFirst().act().actor()).isEqualTo(AuditLog.GATEWAY);
        assertThat(isWhole(store().ledger().audit())).isTrue();
        assertThat(isWhole(store().ledger().auditNew())).isTrue();
        checkThatNothingGoesUnseen(first, checkpoint);
        fill(1);
        assertThat(isWhole(store().ledger().audit())).isTrue();
    }

    private void checkThatNothingGoesUnseen(long first, long checkpoint) throws SQLException {
        String given = "UPDATE audit_log SET given = '%s' WHERE number = " + checkpoint;
        List<String> deeds = List.of(
                "DELETE FROM audit_log WHERE number = " + first,
                "DELETE FROM audit_log WHERE number = " + checkpoint,
                "DELETE FROM audit_log",
                "UPDATE audit_log SET number = number - 1 WHERE number = " + first,
                "UPDATE audit_log SET actor = 'other' WHERE number = " + first,
                given.formatted("{\"number\":" + first + ",\"digest\":\"\"}"),
                given.formatted("{\"number\":" + (first - 1) + ",\"digest\":\"xyz\"}"),
                given.formatted("{}"));
        List<String> unseen = new ArrayList<>();
        for (String deed : deeds) {
            if (isWholeAfter(deed)) {
                unseen.add(deed);
            }
        }

        System.out.println("A11r " + unseen.size() + " unseen_changes_after_retention_of_" + deeds.size() + " "
                + (unseen.isEmpty() ? "pass" : "fail"));
        assertThat(unseen).isEmpty();
    }

    @Test
    default void aCheckpointIsDroppedWhenThereIsANewerOne() {
        fill(3);
        store().jobs().take("n1");

        assertThat(store().upkeep().dropAuditLog("n1", ALL)).isEqualTo(3);
        fill(2);
        assertThat(store().upkeep().dropAuditLog("n1", ALL)).isEqualTo(3);

        assertThat(log()).extracting(AuditRecord::number).containsExactly(7L);
        assertThat(isWhole(store().ledger().audit())).isTrue();
    }

    @Test
    default void whatIsNotWhatWasWrittenIsNotDropped() throws SQLException {
        fill(6);
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE audit_log SET actor = 'other' WHERE number = 3");
        }
        store().jobs().take("n1");

        assertThat(store().upkeep().dropAuditLog("n1", ALL)).isZero();

        assertThat(log()).hasSize(6);
        assertThat(isWhole(store().ledger().audit())).isFalse();
    }

    @Test
    default void whereSomebodyDidSomethingIsKnownNewestFirst() {
        for (String address : List.of("192.0.2.1", "192.0.2.2", "192.0.2.1")) {
            new Act("ada", address, "r", "POST /api/session", "ada", "{}")
                    .during(() -> store().ledger()
                            .adjust(Account.ofUser(Users.ADMIN), nano(5), "gift", address + log().size()));
        }
        new Act("ada", "192.0.2.9", "r", "POST /api/keys", "", "{}")
                .during(() -> store().ledger().adjust(Account.ofUser(Users.ADMIN), nano(5), "gift", "more"));

        assertThat(store().auditLog().addresses("ada", List.of("POST /api/session", "POST /api/setup"), 2))
                .containsExactly("192.0.2.1", "192.0.2.2");
        assertThat(store().auditLog().addresses("bob", List.of("POST /api/session"), 2))
                .isEmpty();
    }

    @Test
    default void whoOftenComesFromOnePlaceIsStillKnownAtAnother() {
        for (int i = 0; i < 30; i++) {
            String address = i == 0 ? "192.0.2.1" : "192.0.2.2";
            new Act("eve", address, "r", i == 1 ? "POST /api/setup" : "POST /api/session", "eve", "{}")
                    .during(() -> fill(address));
        }

        assertThat(store().auditLog().addresses("eve", List.of("POST /api/session", "POST /api/setup"), 2))
                .containsExactly("192.0.2.2", "192.0.2.1");
        assertThat(store().auditLog().addresses("eve", List.of("POST /api/setup"), 2))
                .containsExactly("192.0.2.2");
        assertThat(store().auditLog().addresses("eve", List.of("POST /api/session", "POST /api/setup"), 1))
                .containsExactly("192.0.2.2");
    }

    private boolean fill(String address) {
        String id = address + "-" + SERIAL.incrementAndGet();
        return store().ledger().adjust(Account.ofUser(Users.ADMIN), nano(1), "gift", id);
    }

    private void fill(int lines) {
        for (int i = 0; i < lines; i++) {
            String id = "g" + SERIAL.incrementAndGet();
            ACT.during(() -> store().ledger().adjust(Account.ofUser(Users.ADMIN), nano(1), "gift", id));
        }
    }

    /** Does it, looks, and puts everything back. */
    private boolean isWholeAfter(String deed) throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("CREATE TABLE kept_log AS SELECT * FROM audit_log");
            statement.executeUpdate("CREATE TABLE kept_end AS SELECT * FROM audit_end");
            try {
                statement.executeUpdate(deed);
                return isWhole(store().ledger().audit());
            } finally {
                statement.executeUpdate("DELETE FROM audit_log");
                statement.executeUpdate("INSERT INTO audit_log SELECT * FROM kept_log");
                statement.executeUpdate("DELETE FROM audit_end");
                statement.executeUpdate("INSERT INTO audit_end SELECT * FROM kept_end");
                statement.executeUpdate("DROP TABLE kept_log");
                statement.executeUpdate("DROP TABLE kept_end");
            }
        }
    }
}
