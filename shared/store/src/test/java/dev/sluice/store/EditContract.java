package dev.sluice.store;

import static dev.sluice.store.Samples.nano;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.User;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** B2: whatever is edited while calls are billed, no balance moves but by its entries. */
interface EditContract extends Stage {
    int EDITS = 10_000;
    int EDITORS = 4;
    Instant THEN = Instant.parse("2026-11-30T12:00:00Z");
    long MONEY = 1_000_000_000;

    private static Budget budget(long limit) {
        Budget.Scope scope = new Budget.Scope(Budget.Kind.USER, "alice", null);
        return new Budget("b1", "b", scope, BudgetPeriod.DAY, Unit.TOKENS, MONEY + limit, 50, true);
    }

    private void edit(int n) {
        long some = n % 97;
        switch (n % 4) {
            case 0 -> store().users().update(new User("alice", "Alice " + n, "user", true, n % 8 == 0));
            case 1 -> store().keys().update(Samples.key("k1", nano(MONEY + some)));
            case 2 -> store().accounts().budgets().update(budget(some), THEN);
            default -> {
                PriceRule price = PriceRule.flat("edited", some, some);
                store().prices().publish(PriceChange.ofFiles(9, "edits", List.of(price), List.of()));
            }
        }
    }

    private void bill(int n, Account user, Account key, Account period) {
        node().settle(new Bill(
                0,
                Samples.row("call-" + n, "alice", "k1", 3),
                List.of(new Bill.Charge(user, 3, 0), new Bill.Charge(key, 3, 0), new Bill.Charge(period, 3, 0))));
    }

    private long posted(Account account) {
        return store().ledger().balance(account).orElseThrow().posted().value();
    }

    @Test
    default void tenThousandEditsWhileBillingMoveNoBalance() throws Exception {
        store().users().create(Samples.user("alice"));
        store().prices().publish(Samples.BOOK);
        store().keys().create(Samples.key("k1", nano(MONEY)), Samples.digest("k1"));
        store().accounts().budgets().create(budget(0));
        Account user = Account.ofUser("alice");
        Account key = Account.ofKey("k1");
        Account period = budget(0).accountAt(THEN);
        store().accounts().budgets().open(period);
        store().ledger().adjust(user, nano(MONEY), "paid in", "t1");

        long billed = 3L * billDuringEdits(user, key, period);

        store().keys().update(Samples.key("k1", nano(MONEY)));
        store().accounts().budgets().update(budget(0), THEN);
        long drift = Math.abs(MONEY - billed - posted(user))
                + Math.abs(MONEY - billed - posted(key))
                + Math.abs(MONEY - billed - posted(period));
        System.out.println("B2 " + drift + " nanodollars_of_drift_in_" + EDITS + "_edits_and_" + billed / 3 + "_calls "
                + (drift == 0 ? "pass" : "fail"));
        assertThat(drift).isZero();
        assertThat(store().ledger().audit()).filteredOn(f -> !f.holds()).isEmpty();
    }

    /** How many calls were billed. */
    private int billDuringEdits(Account user, Account key, Account period) throws Exception {
        AtomicInteger next = new AtomicInteger();
        AtomicBoolean edited = new AtomicBoolean();
        AtomicLong calls = new AtomicLong();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> editors = IntStream.range(0, EDITORS)
                    .<Future<?>>mapToObj(i -> threads.submit(() -> {
                        for (int n = next.getAndIncrement(); n < EDITS; n = next.getAndIncrement()) {
                            edit(n);
                        }
                    }))
                    .toList();
            Future<?> biller = threads.submit(() -> {
                while (!edited.get() || calls.get() < 100) {
                    bill((int) calls.getAndIncrement(), user, key, period);
                }
            });
            for (Future<?> editor : editors) {
                editor.get(5, TimeUnit.MINUTES);
            }
            edited.set(true);
            biller.get(1, TimeUnit.MINUTES);
        }
        return (int) calls.get();
    }
}
