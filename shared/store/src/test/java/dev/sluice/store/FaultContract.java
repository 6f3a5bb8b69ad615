package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Crowds, lost connections and lost races: what is done once stays done once. */
interface FaultContract extends Stage {
    /** A server needs longer for each round than a file does. */
    int crowds();

    /** A store on the same database that breaks commits on demand. */
    Store cutStore(CuttingSource[] made);

    private Account account(String user, long amount) {
        store().users().create(Samples.user(user));
        store().prices().publish(Samples.BOOK);
        Account account = Account.ofUser(user);
        store().ledger().adjust(account, nano(amount), "top-up", "first of " + user);
        return account;
    }

    @Test
    default void sixtyFourCallersOnABalanceForTenAreAdmittedTenTimes() throws Exception {
        long beyond = 0;
        long lowest = Long.MAX_VALUE;
        Node node = node();
        for (int round = 0; round < crowds(); round++) {
            Account account = account("user-" + round, 10);

            List<Long> taken = Crowd.of(64, () -> node.draw(account, 1, 1));

            beyond += Math.abs(Collections.frequency(taken, 1L) - 10);
            lowest = Math.min(
                    lowest,
                    store().ledger().balance(account).orElseThrow().available().value());
        }

        Figures.print("B1", beyond, "admitted_beyond_balance_in_" + crowds() + "_rounds", beyond == 0);
        assertThat(beyond).isZero();
        assertThat(lowest).isZero();
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void anEventThatIsHeardAHundredTimesAtOnceIsCreditedOnce() throws Exception {
        Account account = account("alice", 0);
        int wrong = 0;
        int rounds = 50;
        for (int round = 0; round < rounds; round++) {
            String event = "event-" + round;

            List<Boolean> booked = Crowd.of(100, () -> store().ledger().adjust(account, nano(7), "payment", event));

            wrong += Collections.frequency(booked, true) == 1 ? 0 : 1;
        }

        Figures.print("B3", wrong, "events_not_credited_exactly_once", wrong == 0);
        assertThat(wrong).isZero();
        assertThat(store().ledger().balance(account)).contains(new Balance(nano(7L * rounds), nano(0)));
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void aCommitWhoseAnswerIsLostIsNeitherLostNorDoubled() {
        int cuts = 334;
        Account account = account("alice", 1_000_000);

        int wrong = Quiet.during(() -> cutCommits(account, cuts));

        long rows = store().ledger().settledRequests() - 2L * cuts;
        long expected = 1_000_000 - 7L * cuts + 5L * ((cuts + 2) / 3);
        Figures.print("D2", Math.max(rows, 0), "double_applied_of_" + cuts, rows <= 0);
        Figures.print("D2", Math.max(-rows, 0), "lost_of_" + cuts, rows >= 0);
        assertThat(wrong).isZero();
        assertThat(rows).isZero();
        assertThat(store().ledger().balance(account)).contains(new Balance(nano(expected), nano(0)));
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    /** Returns how often a caller was not told what had happened, when it asked again. */
    private int cutCommits(Account account, int cuts) {
        CuttingSource[] made = new CuttingSource[1];
        Random random = new Random(2);
        int wrong = 0;
        try (Store cut = cutStore(made)) {
            Node node = Node.begin(cut, "cut");
            for (int i = 0; i < cuts; i++) {
                boolean before = random.nextBoolean();
                Node.Batch batch =
                        node.write(List.of(bill(row("a" + i, "alice", 3), 0), bill(row("b" + i, "alice", 4), 0)));
                String event = "event-" + i;
                boolean credit = i % 3 == 0;
                Callable<Object> deed =
                        credit ? () -> cut.ledger().adjust(account, nano(5), "payment", event) : () -> node.ship(batch);

                made[0].cutNextCommit(before ? CuttingSource.Cut.BEFORE : CuttingSource.Cut.AFTER);
                boolean unknown = isUnavailable(deed);
                Object again = untilItIsThere(deed);

                boolean done = again.equals(true) || again.equals(Ledger.Settling.APPLIED);
                wrong += unknown && done == before ? 0 : 1;
                if (credit) {
                    untilItIsThere(() -> node.ship(batch));
                }
            }
        }
        return wrong;
    }

    private static boolean isUnavailable(Callable<Object> deed) {
        try {
            call(deed);
            return false;
        } catch (StoreUnavailable e) {
            return true;
        }
    }

    /** As callers do who have been told that the database is away. */
    private static Object untilItIsThere(Callable<Object> deed) {
        for (int left = 20; ; left--) {
            try {
                return call(deed);
            } catch (StoreUnavailable e) {
                if (left == 0) {
                    throw e;
                }
            }
        }
    }

    private static Object call(Callable<Object> deed) {
        try {
            return deed.call();
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    default void whatWasDrawnWithoutAnAnswerGoesBackWhenTheBooksHaveWhatWasSpent() {
        Account account = account("alice", 1_000);
        Account other = account("bob", 1_000);
        CuttingSource[] made = new CuttingSource[1];
        Node bystander = node("bystander");
        bystander.draw(account, 10, 10);
        try (Store cut = cutStore(made)) {
            Node node = Node.begin(cut, "cut");
            node.draw(account, 100, 100);
            node.draw(other, 100, 100);
            Node.Batch spent = node.write(List.of(bill(row("a", "alice", 70), 70)));
            long billed = spent.span().last();
            made[0].cutNextCommit(CuttingSource.Cut.AFTER);
            assertThat(isUnavailable(() -> node.draw(account, 300, 300))).isTrue();

            boolean tooEarly = (boolean) untilItIsThere(() -> node.reclaim(account, billed));
            long heldBefore = held(account);
            node.ship(spent);
            made[0].cutNextCommit(CuttingSource.Cut.AFTER);
            assertThat(isUnavailable(() -> node.reclaim(account, billed))).isTrue();
            boolean again = (boolean) untilItIsThere(() -> node.reclaim(account, billed));

            assertThat(tooEarly).isFalse();
            assertThat(heldBefore).isEqualTo(410);
            assertThat(again).isTrue();
            assertThat(held(account)).isEqualTo(10);
            assertThat(held(other)).isEqualTo(100);
            Node newer = Node.begin(cut, "cut");
            assertThatThrownBy(() -> node.reclaim(account, billed)).isInstanceOf(NodeFenced.class);
            newer.reclaim();
        }
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    private long held(Account account) {
        return store().ledger().balance(account).orElseThrow().held().value();
    }

    @Test
    default void aTransactionThatLosesARaceIsRunAgain() {
        Account account = account("alice", 1_000);
        CuttingSource[] made = new CuttingSource[1];
        int lost = 0;
        int races = 60;
        try (Store cut = cutStore(made)) {
            Node node = Node.begin(cut, "cut");
            for (int i = 0; i < races; i++) {
                Node.Batch batch = node.write(List.of(bill(row("a" + i, "alice", 3), 0)));
                made[0].cutNextCommit(CuttingSource.Cut.LOST_RACE);
                lost += untilItIsThere(() -> node.ship(batch)) == Ledger.Settling.APPLIED ? 0 : 1;
            }
        }

        Figures.print("D3", lost, "lost_of_" + races + "_serialization_failures", lost == 0);
        assertThat(lost).isZero();
        assertThat(store().ledger().balance(account)).contains(new Balance(nano(1_000 - 3L * races), nano(0)));
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void batchesThatMeetInEveryOrderAllGetThrough() throws Exception {
        int nodes = 8;
        int batches = 15;
        List<String> users = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            account("user-" + i, 1_000_000);
            users.add("user-" + i);
        }
        AtomicInteger number = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        Thread saboteur = Thread.ofVirtual().start(() -> sabotage(over));

        List<Integer> applied = Crowd.of(nodes, () -> {
            int n = number.incrementAndGet();
            Node node = Node.begin(store(), "n" + n);
            int through = 0;
            for (int i = 0; i < batches; i++) {
                List<Bill> bills = new ArrayList<>();
                for (int k = 0; k < 4; k++) {
                    String user = users.get(ThreadLocalRandom.current().nextInt(users.size()));
                    bills.add(bill(row("c" + n + "-" + i + "-" + k, user, 1), 0));
                }
                Node.Batch batch = node.write(bills);
                through += untilItIsThere(() -> node.ship(batch)) == Ledger.Settling.APPLIED ? 1 : 0;
                Account one = Account.ofUser(users.get(i % users.size()));
                Account other = Account.ofUser(users.get(n % users.size()));
                String event = "x" + n + "-" + i;
                untilItIsThere(() -> node.draw(one, 5, 1));
                untilItIsThere(() -> store().ledger().adjust(other, nano(1), "x", event));
            }
            return through;
        });
        over.set(true);
        saboteur.join();

        int lost =
                nodes * batches - applied.stream().mapToInt(Integer::intValue).sum();
        Figures.print("D3", lost, "batches_lost_among_deadlocks", lost == 0);
        assertThat(lost).isZero();
        assertThat(store().ledger().settledRequests()).isEqualTo((long) nodes * batches * 4);
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    /** Locks accounts the wrong way round, so that the database has to choose somebody who loses. */
    private void sabotage(AtomicBoolean over) {
        Random random = new Random(3);
        int rounds = 0;
        int defeats = 0;
        while (!over.get() && rounds++ < 15 && defeats < 5) {
            try (Connection connection = connection();
                    Statement statement = connection.createStatement()) {
                if (SqlDialect.of(connection.getMetaData().getURL()) == SqlDialect.SQLITE) {
                    return; // one writer at a time: nobody can meet another half way
                }
                connection.setAutoCommit(false);
                for (int i = 0; i < 4; i++) {
                    statement.executeUpdate(
                            "UPDATE account SET held = held WHERE id = 'user:user-" + random.nextInt(6) + "'");
                }
                statement.executeUpdate("UPDATE account SET held = held WHERE id = 'revenue'");
                connection.rollback();
            } catch (SQLException e) {
                defeats++; // it was the saboteur who lost
            }
        }
    }

    @Test
    default void aMissingTriggerIsMadeBesideOneThatStands() throws SQLException {
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            boolean postgres = SqlDialect.of(connection.getMetaData().getURL()) == SqlDialect.POSTGRES;
            statement.execute("DROP TRIGGER entry_is_" + (postgres ? "kept ON entry" : "not_deleted"));
            store().ledger().adjust(Account.ofUser(Users.ADMIN), Samples.nano(1), "gift", "g1");

            cutStore(new CuttingSource[1]).close();

            assertThatThrownBy(() -> statement.executeUpdate("DELETE FROM entry"))
                    .hasMessageContaining("append-only");
        }
    }
}
