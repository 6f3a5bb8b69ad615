package dev.sluice.store;

import static dev.sluice.store.Samples.bill;
import static dev.sluice.store.Samples.charge;
import static dev.sluice.store.Samples.nano;
import static dev.sluice.store.Samples.row;
import static dev.sluice.store.Samples.voidRow;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.catalog.User;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every database must do with money. */
interface LedgerContract {
    String NODE = "node-1";

    Store store();

    private Ledger ledger() {
        return store().ledger();
    }

    private Account rich(String user, long amount) {
        store().users().create(Samples.user(user));
        store().prices().remember(Samples.BOOK);
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

            List<NanoDollars> taken = Crowd.of(64, () -> ledger().draw(NODE, account, nano(1), nano(1)));

            assertThat(Collections.frequency(taken, nano(1))).isEqualTo(10);
            assertThat(Collections.frequency(taken, NanoDollars.ZERO)).isEqualTo(54);
            assertBooks(account, 10, 10);
        }
    }

    @Test
    default void greedyCallersTakeNoMoreThanThereIs() throws Exception {
        Account account = rich("alice", 100);

        List<NanoDollars> taken = Crowd.of(16, () -> ledger().draw(NODE, account, nano(30), nano(1)));

        assertThat(taken.stream().mapToLong(NanoDollars::value).sum()).isEqualTo(100);
        assertBooks(account, 100, 100);
    }

    @Test
    default void aDrawTakesWhatIsThereUnlessThatIsLessThanTheLeast() {
        Account account = rich("alice", 100);

        assertThat(ledger().draw(NODE, account, nano(60), nano(60))).isEqualTo(nano(60));
        assertThat(ledger().draw(NODE, account, nano(60), nano(41))).isEqualTo(NanoDollars.ZERO);
        assertThat(ledger().draw(NODE, account, nano(60), nano(40))).isEqualTo(nano(40));
        assertThat(ledger().draw(NODE, account, nano(1), nano(0))).isEqualTo(NanoDollars.ZERO);
        assertBooks(account, 100, 100);
        assertThat(ledger().openHolds()).isEqualTo(1);
    }

    @Test
    default void nothingIsDrawnFromAnAccountThatDoesNotExist() {
        Account nobody = Account.ofUser("nobody");

        assertThat(ledger().draw(NODE, nobody, nano(1), nano(1))).isEqualTo(NanoDollars.ZERO);
        assertThat(ledger().balance(nobody)).isEmpty();
    }

    @Test
    default void moneyGivenBackCanBeDrawnAgain() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(100), nano(100));

        ledger().giveBack(NODE, account, nano(70));

        assertBooks(account, 100, 30);
        assertThat(ledger().draw("node-2", account, nano(100), nano(1))).isEqualTo(nano(70));
        assertBooks(account, 100, 100);
    }

    @Test
    default void aNodeCannotGiveBackMoreThanItHasDrawn() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(10), nano(10));
        ledger().draw("node-2", account, nano(50), nano(50));

        assertThatThrownBy(() -> ledger().giveBack(NODE, account, nano(11))).isInstanceOf(StoreConflict.class);

        assertBooks(account, 100, 60);
    }

    @Test
    default void aSettledCallPaysFromItsSlice() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(50), nano(50));

        ledger().settle(NODE, List.of(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 5), 5)));

        assertBooks(account, 75, 25);
        assertThat(ledger().balance(new Account("revenue"))).contains(new Balance(nano(25), nano(0)));
        assertThat(ledger().settledRequests()).isEqualTo(2);
    }

    @Test
    default void theSameBatchSettledTwiceIsBookedOnce() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(50), nano(50));
        List<Bill> batch = List.of(bill(row("c1", "alice", 20), 20), bill(voidRow("c2", "alice"), 0));

        ledger().settle(NODE, batch);
        ledger().settle(NODE, batch);
        ledger().settle(NODE, List.of(batch.get(0), bill(row("c3", "alice", 1), 1), bill(row("c3", "alice", 1), 1)));

        assertBooks(account, 79, 29);
        assertThat(store().requests().list(null, null, 10).items()).hasSize(3);
        assertThat(ledger().settledRequests()).isEqualTo(2);
    }

    @Test
    default void replaysAtTheSameMomentAreBookedOnce() throws Exception {
        Account account = rich("alice", 1_000);
        ledger().draw(NODE, account, nano(500), nano(500));
        List<Bill> batch = List.of(bill(row("c1", "alice", 20), 20), bill(row("c2", "alice", 30), 10));

        Crowd.of(8, () -> {
            ledger().settle(NODE, batch);
            return true;
        });

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
            ledger().settle("node-" + n, List.of(first, second));
            return true;
        });

        assertBooks(alice, 1_000 - 12 * 7, 0);
        assertBooks(bob, 1_000 - 12 * 7, 0);
    }

    @Test
    default void whatASliceDoesNotCoverIsTakenFromTheBalance() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(20), nano(20));

        ledger().settle(NODE, List.of(bill(row("c1", "alice", 50), 20)));

        assertBooks(account, 50, 0);
    }

    @Test
    default void whatNothingCoversIsWrittenOff() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(20), nano(20));
        ledger().draw("node-2", account, nano(70), nano(70));

        ledger().settle(NODE, List.of(bill(row("c1", "alice", 50), 20), bill(row("c2", "alice", 7), 0)));

        assertBooks(account, 70, 70);
        assertThat(ledger().balance(new Account("writeoff"))).contains(new Balance(nano(-27), nano(0)));
        assertThat(ledger().balance(new Account("revenue"))).contains(new Balance(nano(57), nano(0)));
    }

    @Test
    default void aBillThatClaimsMoreThanIsDrawnStillBalances() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(20), nano(20));

        ledger().settle(NODE, List.of(bill(row("c1", "alice", 60), 60)));

        assertBooks(account, 40, 0);
    }

    @Test
    default void aCallOfAnUnknownUserIsWrittenOff() {
        store().prices().remember(Samples.BOOK);

        ledger().settle(NODE, List.of(bill(row("c1", "ghost", 60), 0)));

        assertThat(ledger().balance(new Account("writeoff"))).contains(new Balance(nano(-60), nano(0)));
        assertThat(ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void anUnlimitedUserMayGoBelowNothing() {
        store().prices().remember(Samples.BOOK);

        ledger().settle(NODE, List.of(bill(row("c1", Users.ADMIN, 50), 0)));

        assertBooks(Account.ofUser(Users.ADMIN), -50, 0);
    }

    @Test
    default void whoBecomesLimitedKeepsTheDebtAndDrawsWhenItIsPaid() {
        store().prices().remember(Samples.BOOK);
        Account account = Account.ofUser(Users.ADMIN);
        ledger().settle(NODE, List.of(bill(row("c1", Users.ADMIN, 50), 0)));

        store().users().update(new User(Users.ADMIN, "admin", "admin", true, false));
        ledger().settle(NODE, List.of(bill(row("c2", Users.ADMIN, 9), 0)));

        assertBooks(account, -50, 0);
        assertThat(ledger().draw(NODE, account, nano(1), nano(1))).isEqualTo(NanoDollars.ZERO);
        ledger().adjust(account, nano(60), "top-up", "t1");
        assertThat(ledger().draw(NODE, account, nano(20), nano(1))).isEqualTo(nano(10));
    }

    @Test
    default void aKeysBudgetIsSpentBesideTheBalance() {
        Account user = Account.ofUser(Users.ADMIN);
        Account budget = Account.ofKey("k1");
        store().prices().remember(Samples.BOOK);
        store().keys().create(Samples.key("k1", nano(100)), Samples.digest("sk-1"));
        assertThat(ledger().draw(NODE, budget, nano(60), nano(60))).isEqualTo(nano(60));

        RequestRow row = row("c1", Users.ADMIN, "k1", 45);
        ledger().settle(
                        NODE,
                        List.of(new Bill(row, List.of(charge(user, row.cost(), 0), charge(budget, row.cost(), 45)))));

        assertBooks(user, -45, 0);
        assertBooks(budget, 55, 15);
        assertThat(ledger().draw(NODE, budget, nano(100), nano(1))).isEqualTo(nano(40));
    }

    @Test
    default void aBudgetCountsWhatWasSpentBeforeItWasSet() {
        store().prices().remember(Samples.BOOK);
        store().keys().create(Samples.key("k1", null), Samples.digest("sk-1"));
        ledger().settle(NODE, List.of(bill(row("c1", Users.ADMIN, "k1", 30), 0)));

        store().keys().update(Samples.key("k1", nano(100)));
        assertBooks(Account.ofKey("k1"), 70, 0);

        store().keys().update(Samples.key("k1", nano(20)));
        assertBooks(Account.ofKey("k1"), -10, 0);
        assertThat(ledger().draw(NODE, Account.ofKey("k1"), nano(1), nano(1))).isEqualTo(NanoDollars.ZERO);
    }

    @Test
    default void theCallsOfADeletedKeyAreStillPaid() {
        Account user = rich("alice", 100);
        Account budget = Account.ofKey("k1");
        store().keys().create(Samples.key("k1", nano(50)), Samples.digest("sk-1"));
        ledger().draw(NODE, budget, nano(30), nano(30));
        store().keys().delete("k1");

        RequestRow row = row("c1", "alice", "k1", 10);
        ledger().settle(
                        NODE,
                        List.of(new Bill(row, List.of(charge(user, row.cost(), 0), charge(budget, row.cost(), 10)))));
        ledger().giveBack(NODE, budget, nano(20));

        assertBooks(user, 90, 0);
        assertThat(ledger().openHolds()).isZero();
    }

    @Test
    default void reclaimingGivesBackWhatThisNodeHeldAndNoOther() {
        Account alice = rich("alice", 100);
        Account bob = rich("bob", 100);
        ledger().draw(NODE, alice, nano(60), nano(60));
        ledger().draw(NODE, bob, nano(10), nano(10));
        ledger().draw("node-2", alice, nano(15), nano(15));
        ledger().settle(NODE, List.of(bill(row("c1", "alice", 5), 5)));

        ledger().reclaim(NODE);
        ledger().reclaim(NODE);

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
    default void noMoreIsTakenFromABalanceThanIsThere() {
        Account account = rich("alice", 100);
        ledger().draw(NODE, account, nano(40), nano(40));

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
        store().prices().remember(Samples.BOOK);
        List<Bill> batch = new ArrayList<>();
        for (int i = 0; i < 1_200; i++) {
            batch.add(bill(row("call-" + i, "user-" + i % 700, 1), 0));
        }
        store().users().create(Samples.user("user-1"));
        ledger().adjust(Account.ofUser("user-1"), nano(10), "gift", "g1");

        ledger().settle(NODE, batch);

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
