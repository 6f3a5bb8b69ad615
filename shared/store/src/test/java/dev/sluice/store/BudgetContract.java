package dev.sluice.store;

import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.RequestRow;
import dev.sluice.store.Budget.Kind;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What every database must do with budgets, their periods and their warnings. */
interface BudgetContract extends Stage {
    Instant NOON = Instant.parse("2026-11-30T12:34:56.789Z");

    private Budgets budgets() {
        return store().accounts().budgets();
    }

    private static Budget budget(String id, BudgetPeriod period, Unit unit, long limit) {
        Budget.Scope scope = new Budget.Scope(Kind.USER, "alice", null);
        return new Budget(id, "name of " + id, scope, period, unit, limit, null, true);
    }

    private static Budget warning(Budget b, int soft) {
        return new Budget(b.id(), b.name(), b.scope(), b.period(), b.unit(), b.limit(), soft, b.enabled());
    }

    private static Budget limited(Budget b, long limit) {
        return new Budget(b.id(), b.name(), b.scope(), b.period(), b.unit(), limit, b.softPercent(), b.enabled());
    }

    private Account opened(Budget budget, Instant moment) {
        Account period = budget.accountAt(moment);
        assertThat(budgets().open(period)).isTrue();
        return period;
    }

    private void assertPeriod(Account period, long posted, long held) {
        assertThat(store().ledger().balance(period)).contains(new Balance(nano(posted), nano(held)));
        assertThat(store().ledger().audit()).filteredOn(f -> !f.holds()).isEmpty();
    }

    private void settle(String call, Account period, long amount, long fromSlice) {
        RequestRow row = Samples.voidRow(call, "alice");
        node().settle(new Bill(
                0,
                row,
                List.of(new Bill.Charge(Account.ofUser("alice"), 0, 0), new Bill.Charge(period, amount, fromSlice))));
    }

    @Test
    default void budgetsAreKeptAsTheyAreAndTellOfEveryChange() {
        Budget day = warning(budget("b1", BudgetPeriod.DAY, Unit.REQUESTS, 10), 80);
        Budget model = new Budget(
                "b2",
                "all of it",
                new Budget.Scope(Kind.KEY, "k1", "gpt-*"),
                BudgetPeriod.TOTAL,
                Unit.COST,
                Budget.MOST,
                null,
                false);
        long generation = store().generation();
        budgets().create(day);
        budgets().create(model);

        assertThat(store().generation()).isEqualTo(generation + 2);
        assertThat(budgets().get("b2")).contains(model);
        assertThat(budgets().inForce()).containsExactly(day);
        assertThat(budgets().list(null, 1).items()).containsExactly(day);
        assertThat(budgets().list(budgets().list(null, 1).next(), 1).items()).containsExactly(model);
        assertThat(budgets().update(limited(day, 3), NOON)).isTrue();
        assertThat(budgets().get("b1")).contains(limited(day, 3));
        assertThat(budgets().delete("b1", NOON)).isTrue();
        assertThat(budgets().delete("b1", NOON)).isFalse();
        assertThat(budgets().update(day, NOON)).isFalse();
        assertThatThrownBy(() -> budgets().create(model)).isInstanceOf(StoreConflict.class);
    }

    @Test
    default void manyWhoOpenAPeriodMakeItOnceAndDrawItsLimitTogether() throws Exception {
        Budget budget = budget("b1", BudgetPeriod.HOUR, Unit.REQUESTS, 10);
        budgets().create(budget);
        Account period = budget.accountAt(NOON);
        assertThat(node().draw(period, 1, 1)).isZero();

        List<Boolean> made = Crowd.of(32, () -> budgets().open(period));
        List<Long> taken = Crowd.of(64, () -> node().draw(period, 1, 1));

        assertThat(Collections.frequency(made, true)).isEqualTo(1);
        assertThat(Collections.frequency(taken, 1L)).isEqualTo(10);
        assertPeriod(period, 10, 10);
        assertThat(budgets().standing(budget, NOON)).contains(new Budgets.Standing(10, 0, 10, false));
    }

    @Test
    default void thePeriodOfNoBudgetIsNotOpened() {
        assertThat(budgets().open(Account.ofBudget("none", NOON))).isFalse();
    }

    @Test
    default void aChangedLimitChangesWhatIsLeftOfTheRunningPeriodAndOfNoOther() {
        Budget budget = budget("b1", BudgetPeriod.DAY, Unit.TOKENS, 100);
        budgets().create(budget);
        Account yesterday = opened(budget, NOON.minus(Duration.ofDays(1)));
        Account today = opened(budget, NOON);
        node().draw(today, 60, 60);
        settle("c1", today, 50, 50);

        budgets().update(limited(budget, 250), NOON);
        assertPeriod(today, 200, 10);
        budgets().update(limited(budget, 20), NOON);

        assertPeriod(today, -30, 10);
        assertThat(node().draw(today, 1, 1)).isZero();
        assertPeriod(yesterday, 100, 0);
        assertThat(budgets().standing(limited(budget, 20), NOON)).contains(new Budgets.Standing(20, 50, 10, false));
    }

    @Test
    default void aCallThatOverrunsIsChargedInFullAndNothingElseIs() {
        Budget budget = budget("b1", BudgetPeriod.MONTH, Unit.TOKENS, 100);
        store().users().create(Samples.user("alice"));
        budgets().create(budget);
        Account period = opened(budget, NOON);
        node().draw(period, 100, 100);

        settle("c1", period, 130, 100);

        assertPeriod(period, -30, 0);
        assertThat(store().ledger().balance(Account.ofUser("alice"))).contains(new Balance(nano(0), nano(0)));
    }

    @Test
    default void passingTheSoftLimitIsToldOnceInAPeriod() {
        Budget budget = warning(budget("b1", BudgetPeriod.DAY, Unit.REQUESTS, 10), 75);
        budgets().create(budget);
        Account period = opened(budget, NOON);
        Notices notices = store().accounts().notices();

        settle("c1", period, 7, 0);
        assertThat(notices.untold()).isZero();
        settle("c2", period, 1, 0);
        settle("c3", period, 1, 0);
        budgets().update(limited(budget, 12), NOON);
        settle("c4", period, 1, 0);

        List<Notice> told = notices.list(true, null, 10).items();
        assertThat(told).hasSize(1);
        assertThat(told.getFirst().subject()).isEqualTo("b1");
        assertThat(told.getFirst().account()).isEqualTo(period.id());
        assertThat(told.getFirst().spent()).isEqualTo(8);
        assertThat(told.getFirst().limit()).isEqualTo(10);
        assertThat(budgets().standing(budget, NOON).orElseThrow().warned()).isTrue();

        Account tomorrow = opened(budget, NOON.plus(Duration.ofDays(1)));
        settle("c5", tomorrow, 12, 0);
        assertThat(notices.untold()).isEqualTo(2);
        assertThat(notices.told(told.getFirst().number(), NOON)).isTrue();
        assertThat(notices.told(told.getFirst().number(), NOON)).isFalse();
        assertThat(notices.untold()).isEqualTo(1);
        assertThat(notices.list(false, null, 10).items()).hasSize(2);
    }

    @Test
    default void aSoftLimitThatALowerLimitHasPassedIsToldAtTheNextCall() {
        Budget budget = warning(budget("b1", BudgetPeriod.DAY, Unit.REQUESTS, 100), 50);
        budgets().create(budget);
        Account period = opened(budget, NOON);
        settle("c1", period, 10, 0);

        budgets().update(limited(budget, 15), NOON);
        assertThat(store().accounts().notices().untold()).isZero();
        settle("c2", period, 1, 0);

        assertThat(store().accounts().notices().untold()).isEqualTo(1);
    }

    @Test
    default void periodsThatAreOverAndEmptyAreSweptAndOthersStay() {
        Budget hour = budget("b1", BudgetPeriod.HOUR, Unit.REQUESTS, 10);
        Budget total = budget("b2", BudgetPeriod.TOTAL, Unit.REQUESTS, 10);
        budgets().create(hour);
        budgets().create(total);
        Account over = opened(hour, NOON.minus(Duration.ofHours(3)));
        Account drawn = opened(hour, NOON.minus(Duration.ofHours(2)));
        Account running = opened(hour, NOON);
        Account forever = opened(total, NOON);
        node().draw(over, 5, 5);
        settle("c1", over, 5, 5);
        node().draw(drawn, 5, 5);

        assertThat(budgets().sweep(NOON, 10)).isEqualTo(1);
        assertThat(budgets().sweep(NOON, 10)).isZero();

        assertThat(store().ledger().balance(over)).isEmpty();
        assertPeriod(drawn, 10, 5);
        assertPeriod(running, 10, 0);
        assertPeriod(forever, 10, 0);
        settle("c2", over, 3, 0);
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
        budgets().delete("b2", NOON);
        node().giveBack(drawn, 5);
        assertThat(budgets().sweep(NOON, 1)).isEqualTo(1);
        assertThat(budgets().sweep(NOON, 1)).isEqualTo(1);
        assertThat(store().ledger().balance(forever)).isEmpty();
    }

    @Test
    default void aGroupIsThereUntilNobodyNeedsIt() {
        Groups groups = store().accounts().groups();
        store().keys().create(Samples.key("k1", null), Samples.digest("k1"));
        groups.create(new Groups.Group("team", "those", true));
        assertThatThrownBy(() -> groups.create(new Groups.Group("team", "", true)))
                .isInstanceOf(StoreConflict.class);
        assertThat(groups.list()).extracting(Groups.Group::name).containsExactly("default", "team");
        assertThat(groups.disabled()).isEmpty();

        assertThat(groups.update(new Groups.Group("team", "others", false))).isTrue();
        assertThat(groups.disabled()).containsExactly("team");
        assertThat(groups.setDefault(Users.ADMIN, "team")).isTrue();
        assertThat(groups.defaultOf(Users.ADMIN)).isEqualTo("team");
        assertThatThrownBy(() -> groups.delete("team")).isInstanceOf(StoreConflict.class);
        assertThatThrownBy(() -> groups.delete("default")).isInstanceOf(StoreConflict.class);
        assertThat(groups.setDefault(Users.ADMIN, null)).isTrue();
        assertThat(groups.delete("team")).isTrue();
        assertThat(groups.delete("team")).isFalse();
    }

    private void spendingKey() {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        store().ledger().adjust(Account.ofUser("alice"), Samples.nano(100_000), "top-up", "t1");
        store().keys().create(Samples.key("k1", null), Samples.digest("k1"));
    }

    /** As it is billed by a node that knows of no budget of the key. */
    private static Bill uncharged(String call, long cost) {
        return Samples.bill(Samples.row(call, "alice", "k1", cost), 0);
    }

    private long leftOfKey() {
        return store().ledger()
                .balance(Account.ofKey("k1"))
                .orElseThrow()
                .posted()
                .value();
    }

    @Test
    default void aCallThatRanWhenItsKeyGotABudgetCountsOnce() {
        spendingKey();
        node().settle(uncharged("before", 20));

        store().keys().update(Samples.key("k1", Samples.nano(100)));
        node().settle(uncharged("meanwhile", 3));
        node().settle(new Bill(
                0,
                Samples.row("after", "alice", "k1", 5),
                List.of(new Bill.Charge(Account.ofUser("alice"), 5, 0), new Bill.Charge(Account.ofKey("k1"), 5, 0))));

        assertThat(leftOfKey()).isEqualTo(100 - 20 - 3 - 5);
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void aBudgetThatIsNotInForceIsNotChargedAndTakesAllIntoAccountWhenItIsAgain() {
        spendingKey();
        store().keys().update(Samples.key("k1", Samples.nano(100)));
        long drawn = node().draw(Account.ofKey("k1"), 10, 10);
        store().keys().update(Samples.key("k1", null));
        node().settle(uncharged("without", 7));

        store().keys().update(Samples.key("k1", Samples.nano(50)));
        node().settle(new Bill(
                0,
                Samples.row("drawn", "alice", "k1", 4),
                List.of(new Bill.Charge(Account.ofUser("alice"), 4, 0), new Bill.Charge(Account.ofKey("k1"), 4, 4))));
        node().giveBack(Account.ofKey("k1"), drawn - 4);

        assertThat(leftOfKey()).isEqualTo(50 - 7 - 4);
        assertThat(store().ledger().balance(Account.ofKey("k1")).orElseThrow().held())
                .isEqualTo(NanoDollars.ZERO);
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    @Test
    default void noCallFallsBetweenTheSumAndTheBudgetHoweverTheyMeet() throws Exception {
        spendingKey();
        for (int i = 0; i < 5; i++) {
            node("node-" + i);
        }
        for (int round = 0; round < 10; round++) {
            store().keys().update(Samples.key("k1", null));
            String name = "r" + round + "-";
            AtomicInteger next = new AtomicInteger();
            Crowd.of(5, () -> {
                int deed = next.getAndIncrement();
                if (deed == 2) {
                    return store().keys().update(Samples.key("k1", Samples.nano(10_000)));
                }
                Node own = node("node-" + deed);
                for (int i = 0; i < 5; i++) {
                    own.settle(uncharged(name + deed + "-" + i, 1));
                }
                return true;
            });
            assertThat(leftOfKey()).isEqualTo(10_000 - 20 * (round + 1));
        }
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }
}
