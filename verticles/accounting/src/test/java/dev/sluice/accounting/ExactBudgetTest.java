package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.RICH;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.key;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.accounting.Purse.Taking;
import dev.sluice.accounting.limits.LimitBook;
import dev.sluice.model.NanoDollars;
import dev.sluice.store.Account;
import dev.sluice.store.Bill;
import dev.sluice.store.Budget;
import dev.sluice.store.BudgetPeriod;
import dev.sluice.store.Finding;
import dev.sluice.store.NodeLife;
import dev.sluice.store.Span;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Unit;
import dev.sluice.store.Vault;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * As many callers as like, on two nodes, while the clock goes over the ends of periods: what is admitted never exceeds a
 * budget, whatever its unit and period.
 */
final class ExactBudgetTest {
    private static final int THREADS = 64;
    private static final int CALLS = 12;
    private static final int LIMIT = 40;
    private static final Instant BEGINNING = Instant.parse("2026-11-30T23:59:00Z");
    private static final long SEED = Long.getLong("sluice.budget.seed", System.nanoTime());

    @TempDir
    private Path folder;

    private final HandClock clock = new HandClock();
    private final Map<Account, AtomicLong> used = new ConcurrentHashMap<>();
    private final AtomicInteger beyond = new AtomicInteger();
    private final AtomicInteger admitted = new AtomicInteger();

    static Stream<Budget> budgets() {
        return Stream.of(Unit.values())
                .flatMap(unit -> Stream.of(BudgetPeriod.values()).map(period -> budget(unit, period)));
    }

    private static Budget budget(Unit unit, BudgetPeriod period) {
        Budget.Scope scope = new Budget.Scope(Budget.Kind.USER, RICH.id(), null);
        return new Budget("b", unit + " in each " + period, scope, period, unit, LIMIT, 50, true);
    }

    /** A node that takes, and books what it took at once. */
    private final class Node {
        private final Store store;
        private final NodeLife life;
        private final Purses purses;
        private long seq;

        Node(Store store, String name) {
            this.store = store;
            life = store.nodes().begin(name);
            Periods periods = new Periods(store.accounts().budgets(), clock.clocks());
            Tenure tenure = new Tenure(clock.clocks());
            tenure.begin(life, clock.clocks().now());
            Teller teller = new Teller(tenure, store.ledger(), periods, new Desk());
            purses = new Purses(teller, clock.clocks(), Duration.ofSeconds(5));
        }

        void call(KeyHolder holder, Random random) {
            Spent most = new Spent(1, 1 + random.nextInt(9), new NanoDollars(1 + random.nextInt(9)));
            Reservation taken = await(purses.take(holder.claims(most, Scene.MODEL, clock.clocks())));
            if (taken.taking() == Taking.TAKEN) {
                admitted.incrementAndGet();
                taken.claims().forEach(ExactBudgetTest.this::count);
                settle(
                        taken,
                        new Spent(
                                random.nextInt(2),
                                random.nextLong(most.tokens() + 1),
                                new NanoDollars(random.nextLong(most.cost().value() + 1))));
            }
        }

        /** What goes back is taken off the count before it does, so that the count is never more than the truth. */
        private void settle(Reservation taken, Spent spent) {
            taken.claims().stream()
                    .filter(claim -> claim.account().isPeriod())
                    .forEach(claim -> of(claim.account()).addAndGet(spent.in(claim.unit()) - claim.amount()));
            book(taken.settle(spent));
        }

        private synchronized void book(List<Bill.Charge> charges) {
            List<Bill.Charge> allowances =
                    charges.stream().filter(c -> c.account().isPeriod()).toList();
            Bill bill = new Bill(
                    ++seq, Rows.refused(Scene.request("k"), holder(BudgetBook.EMPTY), Refusals.FULL, 0), allowances);
            store.ledger().settle(life, new Span(seq - 1, seq), List.of(bill));
        }
    }

    private static KeyHolder holder(BudgetBook book) {
        return KeyHolder.of(key("k", RICH), RICH, book);
    }

    private AtomicLong of(Account account) {
        return used.computeIfAbsent(account, a -> new AtomicLong());
    }

    private void count(Claim claim) {
        if (claim.account().isPeriod() && of(claim.account()).addAndGet(claim.amount()) > LIMIT) {
            beyond.incrementAndGet();
        }
    }

    @ParameterizedTest
    @MethodSource("budgets")
    void whatIsAdmittedNeverExceedsTheBudget(Budget budget) throws Exception {
        StoreSettings settings = new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 4);
        clock.setWall(BEGINNING);
        try (Store store = Store.open(settings, Vault.of(new byte[32]))) {
            store.accounts().budgets().create(budget);
            List<Node> nodes = List.of(new Node(store, "a"), new Node(store, "b"));

            callFromEverywhere(nodes, holder(new BudgetBook(List.of(budget), Set.of(), LimitBook.EMPTY)));
            nodes.forEach(node -> node.purses.giveAllBack());

            boolean pass = beyond.get() == 0 && admitted.get() > 0;
            System.out.println("B1 " + beyond + " admitted_beyond_" + budget.unit() + "_per_" + budget.period() + "_of_"
                    + admitted + " " + (pass ? "pass" : "fail, seed " + SEED));
            assertThat(pass).isTrue();
            used.forEach((account, amount) -> assertThat(store.ledger()
                            .balance(account)
                            .orElseThrow()
                            .posted()
                            .value())
                    .isEqualTo(LIMIT - amount.get()));
            assertThat(store.ledger().audit()).filteredOn(f -> !f.holds()).isEqualTo(List.<Finding>of());
            assertThat(used).hasSize(budget.period() == BudgetPeriod.TOTAL ? 1 : 2);
        }
    }

    /** Half of all calls are made, then the clock goes over the end of a minute, an hour, a day and a month, then the rest. */
    private void callFromEverywhere(List<Node> nodes, KeyHolder holder) throws Exception {
        for (Instant moment : List.of(BEGINNING, BEGINNING.plusSeconds(60))) {
            try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<?>> callers = new ArrayList<>();
                for (int i = 0; i < THREADS; i++) {
                    Random random = new Random(SEED + i);
                    Node node = nodes.get(i % nodes.size());
                    callers.add(threads.submit(() -> {
                        for (int call = 0; call < CALLS / 2; call++) {
                            node.call(holder, random);
                        }
                    }));
                }
                clock.setWall(moment);
                for (Future<?> caller : callers) {
                    caller.get(1, TimeUnit.MINUTES);
                }
            }
        }
    }
}
