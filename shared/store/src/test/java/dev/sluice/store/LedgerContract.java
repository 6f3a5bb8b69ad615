package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.charge;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static dev.sluice.store.Samples.voidRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.User;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every database must do with money. */
interface LedgerContract extends Stage {
    private Ledger ledger() {
        return store().ledger();
    }

    private Account rich(String user, long amount) {
        store().users().create(Samples.user(user));
        store().prices().publish(Samples.BOOK);
        Account account = Account.ofUser(user);
        assertThat(ledger().adjust(account, nano(amount), "top-up", "first of " + user))
                .isTrue();
        return account;
    }

    private void assertBooks(Account account, long posted, long held) {
        assertThat(ledger().balance(account)).contains(new Balance(nano(posted), nano(held)));
        assertThat(ledger().audit()).filteredOn(f -> !f.holds()).isEmpty();
    }

    @Test
    default void sixtyFourCallersOnABalanceForTenTakeExactlyTen() throws Exception {
        for (int round = 0; round < 8; round++) {
            Account account = rich("user-" + round, 10);

            List<Long> taken = Crowd.of(64, () -> node().draw(account, 1, 1));

            assertThat(Collections.frequency(taken, 1L)).isEqualTo(10);
            assertThat(Collections.frequency(taken, 0L)).isEqualTo(54);
            assertBooks(account, 10, 10);
        }
    }

    @Test
    default void greedyCallersTakeNoMoreThanThereIs() throws Exception {
        Account account = rich("alice", 100);

        List<Long> taken = Crowd.of(16, () -> node().draw(account, 30, 1));

        assertThat(taken.stream().mapToLong(Long::longValue).sum()).isEqualTo(100);
        assertBooks(account, 100, 100);
    }

    @Test
    default void aDrawTakesWhatIsThereUnlessThatIsLessThanTheLeast() {
        Account account = rich("alice", 100);

        assertThat(node().draw(account, 60, 60)).isEqualTo(60);
        assertThat(node().draw(account, 60, 41)).isEqualTo(0);
        assertThat(node().draw(account, 60, 40)).isEqualTo(40);
        assertThat(node().draw(account, 1, 0)).isEqualTo(0);
        assertBooks(account, 100, 100);
        assertThat(ledger().openHolds()).isEqualTo(1);
    }

    @Test
    default void nothingIsDrawnFromAnAccountThatDoesNotExist() {
        Account nobody = Account.ofUser("nobody");

        assertThat(node().draw(nobody, 1, 1)).isEqualTo(0);
        assertThat(ledger().balance(nobody)).isEmpty();
    }

    @Test
    default void moneyGivenBackCanBeDrawnAgain() {
        Account account = rich("alice", 100);
        node().draw(account, 100, 100);

        node().giveBack(account, 70);

        assertBooks(account, 100, 30);
        assertThat(node("node-2").draw(account, 100, 1)).isEqualTo(70);
        assertBooks(account, 100, 100);
    }

    @Test
    default void aNodeCannotGiveBackMoreThanItHasDrawn() {
        Account account = rich("alice", 100);
        node().draw(account, 10, 10);
        node("node-2").draw(account, 50, 50);

        assertThatThrownBy(() -> node().giveBack(account, 11)).isInstanceOf(StoreConflict.class);

        assertBooks(account, 100, 60);
    }

    @Test
    default void aSettledCallPaysFromItsSlice() {
        Account account = rich("alice", 100);
        node().draw(account, 50, 50);

        node().settle(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 5), 5));

        assertBooks(account, 75, 25);
        assertThat(ledger().balance(new Account("revenue"))).contains(new Balance(nano(25), nano(0)));
        assertThat(ledger().settledRequests()).isEqualTo(2);
    }

    @Test
    default void theSameBatchSettledTwiceIsBookedOnce() {
        Account account = rich("alice", 100);
        node().draw(account, 50, 50);
        Node.Batch batch = node().write(List.of(bill(row("c1", "alice", 20), 20), bill(voidRow("c2", "alice"), 0)));

        assertThat(node().ship(batch)).isEqualTo(Ledger.Settling.APPLIED);
        assertThat(node().ship(batch)).isEqualTo(Ledger.Settling.ALREADY);
        assertThat(ledger().strays()).isZero();
        node().settle(batch.bills().get(0), bill(row("c3", "alice", 1), 1), bill(row("c3", "alice", 1), 1));

        assertBooks(account, 79, 29);
        assertThat(store().requests()
                        .list(Sight.EVERYTHING, RequestFilter.ANY, null, 10)
                        .items())
                .hasSize(3);
        assertThat(ledger().settledRequests()).isEqualTo(2);
        assertThat(ledger().strays()).isEqualTo(2);
    }

    @Test
    default void replaysAtTheSameMomentAreBookedOnce() throws Exception {
        Account account = rich("alice", 1_000);
        node().draw(account, 500, 500);
        Node.Batch batch = node().write(List.of(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 30), 10)));

        List<Ledger.Settling> settlings = Crowd.of(8, () -> node().ship(batch));

        assertThat(Collections.frequency(settlings, Ledger.Settling.APPLIED)).isEqualTo(1);

        assertBooks(account, 950, 470);
    }

    @Test
    default void nodesThatSettleTheSameAccountsAtOnceAllGetThrough() throws Exception {
        Account alice = rich("alice", 1_000);
        Account bob = rich("bob", 1_000);
        AtomicInteger number = new AtomicInteger();

        Crowd.of(24, () -> {
            int n = number.incrementAndGet();
            Bill first = bill(row("a" + n, n % 2 == 0 ? "alice" : "bob", 3), 0);
            Bill second = bill(row("b" + n, n % 2 == 0 ? "bob" : "alice", 4), 0);
            node("node-" + n).settle(first, second);
            return true;
        });

        assertBooks(alice, 1_000 - 12 * 7, 0);
        assertBooks(bob, 1_000 - 12 * 7, 0);
    }

    @Test
    default void whatASliceDoesNotCoverIsTakenFromTheBalance() {
        Account account = rich("alice", 100);
        node().draw(account, 20, 20);

        node().settle(bill(row("c1", "alice", 50), 20));

        assertBooks(account, 50, 0);
    }

    @Test
    default void whatNothingCoversIsWrittenOff() {
        Account account = rich("alice", 100);
        node().draw(account, 20, 20);
        node("node-2").draw(account, 70, 70);

        node().settle(bill(row("c1", "alice", 50), 20), bill(row("c2", "alice", 7), 0));

        assertBooks(account, 70, 70);
        assertThat(ledger().balance(new Account("writeoff"))).contains(new Balance(nano(-27), nano(0)));
        assertThat(ledger().balance(new Account("revenue"))).contains(new Balance(nano(57), nano(0)));
    }

    @Test
    default void aBillThatClaimsMoreThanIsDrawnStillBalances() {
        Account account = rich("alice", 100);
        node().draw(account, 20, 20);

        node().settle(bill(row("c1", "alice", 60), 60));

        assertBooks(account, 40, 0);
    }

    @Test
    default void aCallOfAnUnknownUserIsWrittenOff() {
        store().prices().publish(Samples.BOOK);

        node().settle(bill(row("c1", "ghost", 60), 0));

        assertThat(ledger().balance(new Account("writeoff"))).contains(new Balance(nano(-60), nano(0)));
        assertThat(ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void anUnlimitedUserMayGoBelowNothing() {
        store().prices().publish(Samples.BOOK);

        node().settle(bill(row("c1", Users.ADMIN, 50), 0));

        assertBooks(Account.ofUser(Users.ADMIN), -50, 0);
    }

    @Test
    default void whoBecomesLimitedKeepsTheDebtAndDrawsWhenItIsPaid() {
        store().prices().publish(Samples.BOOK);
        Account account = Account.ofUser(Users.ADMIN);
        node().settle(bill(row("c1", Users.ADMIN, 50), 0));

        store().users().update(new User(Users.ADMIN, "admin", "admin", true, false));
        node().settle(bill(row("c2", Users.ADMIN, 9), 0));

        assertBooks(account, -50, 0);
        assertThat(node().draw(account, 1, 1)).isEqualTo(0);
        ledger().adjust(account, nano(60), "top-up", "t1");
        assertThat(node().draw(account, 20, 1)).isEqualTo(10);
    }

    @Test
    default void aKeysBudgetIsSpentBesideTheBalance() {
        Account user = Account.ofUser(Users.ADMIN);
        Account budget = Account.ofKey("k1");
        store().prices().publish(Samples.BOOK);
        store().keys().create(Samples.key("k1", nano(100)), Samples.digest("sk-1"));
        assertThat(node().draw(budget, 60, 60)).isEqualTo(60);

        RequestRow row = row("c1", Users.ADMIN, "k1", 45);
        node().settle(new Bill(0, row, List.of(charge(user, row.cost(), 0), charge(budget, row.cost(), 45))));

        assertBooks(user, -45, 0);
        assertBooks(budget, 55, 15);
        assertThat(node().draw(budget, 100, 1)).isEqualTo(40);
    }

    @Test
    default void aBudgetCountsWhatWasSpentBeforeItWasSet() {
        store().prices().publish(Samples.BOOK);
        store().keys().create(Samples.key("k1", null), Samples.digest("sk-1"));
        node().settle(bill(row("c1", Users.ADMIN, "k1", 30), 0));

        store().keys().update(Samples.key("k1", nano(100)));
        assertBooks(Account.ofKey("k1"), 70, 0);

        store().keys().update(Samples.key("k1", nano(20)));
        assertBooks(Account.ofKey("k1"), -10, 0);
        assertThat(node().draw(Account.ofKey("k1"), 1, 1)).isEqualTo(0);
    }

    @Test
    default void theCallsOfADeletedKeyAreStillPaid() {
        Account user = rich("alice", 100);
        Account budget = Account.ofKey("k1");
        store().keys().create(Samples.key("k1", nano(50)), Samples.digest("sk-1"));
        node().draw(budget, 30, 30);
        store().keys().delete("k1");

        RequestRow row = row("c1", "alice", "k1", 10);
        node().settle(new Bill(0, row, List.of(charge(user, row.cost(), 0), charge(budget, row.cost(), 10))));
        node().giveBack(budget, 20);

        assertBooks(user, 90, 0);
        assertThat(ledger().openHolds()).isZero();
    }

    @Test
    default void reclaimingGivesBackWhatThisNodeHeldAndNoOther() {
        Account alice = rich("alice", 100);
        Account bob = rich("bob", 100);
        node().draw(alice, 60, 60);
        node().draw(bob, 10, 10);
        node("node-2").draw(alice, 15, 15);
        node().settle(bill(row("c1", "alice", 5), 5));

        node().reclaim();
        node().reclaim();

        assertBooks(alice, 95, 15);
        assertBooks(bob, 100, 0);
        assertThat(ledger().openHolds()).isEqualTo(1);
    }

    @Test
    default void anExternalCauseIsBookedOnceOfSixteenAtOnce() throws Exception {
        Account account = rich("alice", 100);

        List<Boolean> booked = Crowd.of(16, () -> ledger().adjust(account, nano(5), "payment", "evt_1"));

        assertThat(Collections.frequency(booked, true)).isEqualTo(1);
        assertBooks(account, 105, 0);
    }

    @Test
    default void aCorrectionGivesBackNoMoreThanWasBilledAndOnlyOnce() {
        Account account = rich("alice", 100);
        node().settle(bill(row("c1", "alice", 20), 0));

        assertThat(ledger().correct("c1", nano(15), "answer was cut", "x1")).isTrue();
        assertThat(ledger().correct("c1", nano(15), "answer was cut", "x1")).isFalse();
        assertThatThrownBy(() -> ledger().correct("c1", nano(6), "again", "x2")).isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> ledger().correct("c2", nano(1), "no such call", "x3"))
                .isInstanceOf(StoreConflict.class);

        assertBooks(account, 95, 0);
        assertThat(ledger().balance(new Account("revenue"))).contains(new Balance(nano(5), nano(0)));
    }

    @Test
    default void noMoreIsTakenFromABalanceThanIsThere() {
        Account account = rich("alice", 100);
        node().draw(account, 40, 40);

        assertThat(ledger().adjust(account, nano(-60), "correction", "x1")).isTrue();
        assertThatThrownBy(() -> ledger().adjust(account, nano(-1), "correction", "x2"))
                .isInstanceOf(StoreConflict.class);

        assertBooks(account, 40, 40);
    }

    @Test
    default void onlyUsersHaveABalanceToAdjust() {
        store().keys().create(Samples.key("k1", nano(50)), Samples.digest("sk-1"));

        for (String id : List.of("user:nobody", "key:k1", "revenue")) {
            assertThatThrownBy(() -> ledger().adjust(new Account(id), nano(5), "gift", "for " + id))
                    .isInstanceOf(StoreConflict.class);
        }
    }

    @Test
    default void aBatchOfThousandsOfAccountsIsBooked() {
        store().prices().publish(Samples.BOOK);
        List<Bill> batch = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            batch.add(bill(row("call-" + i, "user-" + i % 700, 1), 0));
        }
        store().users().create(Samples.user("user-1"));
        ledger().adjust(Account.ofUser("user-1"), nano(10), "gift", "g1");

        node().ship(node().write(batch));

        assertBooks(Account.ofUser("user-1"), 8, 0);
        assertThat(ledger().settledRequests()).isEqualTo(1_200);
    }

    @Test
    default void aRandomHistoryKeepsEveryInvariant() {
        RandomHistory history = new RandomHistory(store(), 20_261_120);

        for (int chapter = 0; chapter < 8; chapter++) {
            history.go(50);

            assertThat(ledger().audit()).as("after %s", history).allMatch(Finding::holds);
        }
        assertThat(ledger().settledRequests()).isGreaterThan(50);
        assertThat(ledger().balance(new Account("writeoff"))
                        .orElseThrow()
                        .posted()
                        .isNegative())
                .isTrue();
        history.everyNodeLeaves();
        assertThat(ledger().openHolds()).isZero();
    }
}
