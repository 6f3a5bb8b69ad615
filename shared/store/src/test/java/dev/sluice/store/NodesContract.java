package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** What every database must do about nodes that come, go, come again, or never do. */
interface NodesContract extends Stage {

    private Nodes nodes() {
        return store().nodes();
    }

    private Account alice(long amount) {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        Account account = Account.ofUser("alice");
        store().ledger().adjust(account, nano(amount), "top-up", "first");
        return account;
    }

    private void assertBooksHold() {
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void eachNodeHasItsNumberAndEachLifeAHigherEpoch() {
        NodeLife first = nodes().begin("a");
        NodeLife other = nodes().begin("b");
        NodeLife second = nodes().begin("a");

        assertThat(other.number()).isNotEqualTo(first.number()).isPositive();
        assertThat(second).isEqualTo(new NodeLife("a", first.number(), first.epoch() + 1));
        assertThat(nodes().state(second)).isEqualTo(new NodeState(0, null));
    }

    @Test
    default void livesThatBeginAtOnceAreAllDifferent() throws Exception {
        List<NodeLife> lives = Crowd.of(16, () -> nodes().begin("a"));

        assertThat(lives).doesNotHaveDuplicates();
        assertThat(lives)
                .extracting(NodeLife::number)
                .containsOnly(lives.getFirst().number());
    }

    @Test
    default void anEarlierLifeChangesNothingAnyMore() {
        Account account = alice(100);
        Node zombie = Node.begin(store(), "a");
        zombie.draw(account, 50, 50);
        Node.Batch batch = zombie.write(List.of(bill(row("c1", "alice", 20), 20)));

        Node newer = Node.begin(store(), "a");

        assertThatThrownBy(() -> zombie.draw(account, 1, 1)).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> zombie.giveBack(account, 1)).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(zombie::reclaim).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> zombie.ship(batch)).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> nodes().state(zombie.life())).isInstanceOf(NodeFenced.class);
        assertThatThrownBy(() -> nodes().adopt(zombie.life(), "j", 9)).isInstanceOf(NodeFenced.class);
        assertThat(nodes().renew(zombie.life())).isFalse();
        assertThat(nodes().renew(newer.life())).isTrue();
        assertThat(store().ledger().balance(account)).contains(new Balance(nano(100), nano(50)));

        assertThat(newer.ship(batch)).isEqualTo(Ledger.Settling.APPLIED);
        newer.reclaim();
        assertThat(store().ledger().balance(account)).contains(new Balance(nano(80), nano(0)));
        assertBooksHold();
    }

    @Test
    default void aStretchThatDoesNotBeginWhereTheBooksAreIsRefused() {
        alice(100);
        Node node = node();
        Node.Batch first = node.write(List.of(bill(row("c1", "alice", 1), 0)));
        Node.Batch second = node.write(List.of(bill(row("c2", "alice", 2), 0)));

        assertThatThrownBy(() -> node.ship(second)).isInstanceOf(NodeFenced.class);
        assertThat(node.ship(first)).isEqualTo(Ledger.Settling.APPLIED);
        assertThat(node.ship(second)).isEqualTo(Ledger.Settling.APPLIED);
        assertThat(node.ship(first)).isEqualTo(Ledger.Settling.ALREADY);
        Span straddling = new Span(1, 3);
        assertThatThrownBy(() -> store().ledger().settle(node.life(), straddling, List.of()))
                .isInstanceOf(NodeFenced.class);
        assertBooksHold();
    }

    @Test
    default void billsOutsideTheirStretchAreABug() {
        Bill bill = bill(row("c1", "alice", 1), 0);
        Bill late = new Bill(9, bill.row(), bill.charges());

        assertThatThrownBy(() -> store().ledger().settle(node().life(), new Span(0, 8), List.of(late)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    default void anEmptyStretchJustMovesOn() {
        assertThat(store().ledger().settle(node().life(), new Span(0, 700), List.of()))
                .isEqualTo(Ledger.Settling.APPLIED);

        assertThat(nodes().state(node().life()).applied()).isEqualTo(700);
        assertBooksHold();
    }

    @Test
    default void aNewJournalBeginsWhereTheBooksAreAndNeverBefore() {
        NodeLife life = node().life();
        store().ledger().settle(life, new Span(0, 10), List.of());

        assertThatThrownBy(() -> nodes().adopt(life, "journal-1", 9)).isInstanceOf(StoreConflict.class);
        nodes().adopt(life, "journal-1", 12);

        assertThat(nodes().state(life)).isEqualTo(new NodeState(12, "journal-1"));
    }

    @Test
    default void booksThatAreBehindAJournalAreAlwaysRefused() {
        Random random = new Random(19);
        int refused = 0;
        int rounds = 60;
        for (int i = 0; i < rounds; i++) {
            NodeLife life = nodes().begin("n" + i);
            long applied = 1L + random.nextInt(1_000);
            nodes().adopt(life, "journal-" + i, applied);
            assertThat(nodes().compare(life, "journal-" + i, applied).applied()).isEqualTo(applied);
            // Half of the copies are older, the others never heard of this journal.
            String journal = i % 2 == 0 ? "journal-" + i : "journal of a newer copy";
            long released = i % 2 == 0 ? applied + 1 + random.nextInt(50) : 1L + random.nextInt(50);
            refused += isRefused(life, journal, released) ? 1 : 0;
        }
        assertThat(nodes().compare(nodes().begin("new"), "new journal", 0).journal())
                .isNull();

        Figures.print("D3", refused * 100L / rounds, "percent_of_older_copies_refused", refused == rounds);
        assertThat(refused).isEqualTo(rounds);
    }

    private boolean isRefused(NodeLife life, String journal, long released) {
        try {
            nodes().compare(life, journal, released);
            return false;
        } catch (LedgerBehind e) {
            return true;
        }
    }

    @Test
    default void slicesThatWereReturnedAreForgotten() throws Exception {
        node("n1").draw(alice(10), 5, 5);
        node("n1").reclaim();

        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rs = statement.executeQuery("SELECT COUNT(*) FROM slice")) {
            assertThat(rs.next()).isTrue();
            assertThat(rs.getLong(1)).isZero();
        }
    }

    @Test
    default void slicesOfANodeThatNeverReturnsGoBackAfterLeaseAndGrace() throws Exception {
        Account account = alice(100);
        Node lost = Node.begin(store(), "lost");
        lost.draw(account, 60, 60);
        Node alive = Node.begin(store(), "alive");
        alive.draw(account, 30, 30);

        assertThat(nodes().release(Duration.ZERO)).isZero();
        endLease("lost");
        assertThat(nodes().release(Duration.ofHours(24))).isZero();
        assertThat(nodes().release(Duration.ZERO)).isEqualTo(1);
        assertThat(nodes().release(Duration.ZERO)).isZero();

        assertThat(store().ledger().balance(account)).contains(new Balance(nano(100), nano(30)));
        assertThatThrownBy(() -> lost.draw(account, 1, 1)).isInstanceOf(NodeFenced.class);
        assertThat(nodes().renew(lost.life())).isFalse();
        assertThat(alive.draw(account, 70, 70)).isEqualTo(70);
        assertBooksHold();
    }

    /** As if the node had been silent for an hour. */
    private void endLease(String name) throws Exception {
        try (var connection = connection();
                var statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE node SET lease_until = lease_until - 3600000 WHERE name = '" + name + "'");
        }
    }

    @Test
    default void whatALostNodeHadSpentIsStillPaidWhenItComesBack() throws Exception {
        Account account = alice(100);
        Node lost = Node.begin(store(), "lost");
        lost.draw(account, 60, 60);
        Node.Batch unshipped = lost.write(List.of(bill(row("c1", "alice", 25), 25)));
        endLease("lost");
        nodes().release(Duration.ZERO);

        assertThat(Node.begin(store(), "lost").ship(unshipped)).isEqualTo(Ledger.Settling.APPLIED);

        assertThat(store().ledger().balance(account)).contains(new Balance(nano(75), nano(0)));
        assertBooksHold();
    }
}
