package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.RequestRow;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.Tier;
import dev.sluice.model.price.TokenClass;
import dev.sluice.store.Replay.Dimension;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** B5: prices change while calls are admitted and settled, and every bill can still be computed again. */
interface PriceEditContract extends Stage {
    int EDITS = 1_000;
    int EDITORS = 2;
    int BATCH = 20;

    @Test
    default void aThousandPriceChangesUnderLoadLeaveEveryBillComputable() throws Exception {
        store().users().create(Samples.user("alice"));
        store().prices().publish(change(0));
        AtomicInteger edits = new AtomicInteger();
        AtomicBoolean edited = new AtomicBoolean();

        int calls;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> editors = new ArrayList<>();
            for (int i = 0; i < EDITORS; i++) {
                editors.add(threads.submit(() -> {
                    for (int n = edits.incrementAndGet(); n <= EDITS; n = edits.incrementAndGet()) {
                        store().prices().publish(change(n));
                    }
                }));
            }
            Future<Integer> biller = threads.submit(() -> bill(edited));
            for (Future<?> editor : editors) {
                editor.get(5, TimeUnit.MINUTES);
            }
            edited.set(true);
            calls = biller.get(1, TimeUnit.MINUTES);
        }

        List<RequestRow> rows = rows();
        Map<Integer, PriceBook> books = new HashMap<>();
        long differs = rows.stream().filter(row -> !isRight(row, books)).count();
        System.out.println("B5 " + differs + " recomputed_differs " + (differs == 0 ? "pass" : "fail") + " (" + calls
                + " calls, " + EDITS + " changes)");
        assertThat(rows).hasSize(calls).hasSizeGreaterThan(100);
        assertThat(rows.stream().map(RequestRow::priceVersion).distinct().count())
                .isGreaterThan(10);
        assertThat(differs).isZero();
        assertThat(store().ledger().audit())
                .filteredOn(finding -> !finding.holds())
                .isEmpty();
    }

    /** What the dry run says of the books' own version is what was billed, and of twice the prices twice that. */
    @Test
    default void aDryRunReckonsThePast() {
        store().users().create(Samples.user("alice"));
        PriceBook book = store().prices().publish(change(3));
        Random random = new Random(11);
        List<Bill> bills = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            bills.add(settled("dry-" + i, admitted(book, random), random));
        }
        node().ship(node().write(bills));
        long billed =
                bills.stream().mapToLong(bill -> bill.row().cost().value()).sum();
        Instant until = Instant.ofEpochMilli(Long.MAX_VALUE / 2);

        Replay same = store().prices().replay(book, Instant.EPOCH, until);
        Replay free = store().prices().replay(PriceBook.EMPTY, Instant.EPOCH, until);
        Replay none = store().prices().replay(book, Instant.EPOCH, Instant.EPOCH.plusMillis(1));

        assertThat(same.requests()).isEqualTo(50);
        assertThat(same.was()).isEqualTo(billed);
        assertThat(same.wouldBe()).isEqualTo(billed);
        assertThat(same.lines().get(Dimension.CHANNEL))
                .extracting(Replay.Line::name)
                .containsExactly("c0", "c1", "c2");
        assertThat(free.wouldBe()).isZero();
        assertThat(free.unpriced()).isEqualTo(50);
        assertThat(free.lines().get(Dimension.USER)).containsExactly(new Replay.Line("alice", 50, billed, 0));
        assertThat(none.requests()).isZero();
    }

    private static PriceChange change(int n) {
        Random random = new Random(n);
        List<PriceRule> rules = new ArrayList<>();
        rules.add(rule(Kind.LIST, Scope.of("m"), random));
        rules.add(rule(Kind.SALE, new Scope("m", "openai", null, n % 3 == 0 ? "vip" : null), random));
        rules.add(rule(n % 2 == 0 ? Kind.SALE : Kind.PURCHASE, new Scope("m", null, "c" + n % 3, null), random));
        GroupFactor vip = new GroupFactor("vip", 500_000 + random.nextInt(1_000_000), Origin.OPERATOR);
        return PriceChange.ofOperator("edit " + n, rules, List.of(vip));
    }

    private static PriceRule rule(Kind kind, Scope scope, Random random) {
        Rates base = rates(random);
        Terms terms = new Terms(
                base,
                List.of(new Tier(500, null, rates(random))),
                Map.of("batch", 500_000L),
                List.of(),
                new NanoDollars(random.nextInt(50)));
        return PriceRule.of(kind, Origin.OPERATOR, scope, terms);
    }

    private static Rates rates(Random random) {
        return new Rates(
                Map.of(
                        TokenClass.INPUT, random.nextLong(1_000_000_000L),
                        TokenClass.CACHE_WRITE_HOUR, random.nextLong(1_000_000_000L),
                        TokenClass.OUTPUT, 1 + random.nextLong(5_000_000_000L)),
                random.nextInt(100),
                Map.of("tool/web_search", random.nextLong(1_000_000_000L)));
    }

    /** A call that has its prices, and has not been settled. */
    record Admitted(PriceBook book, Occasion call) {}

    private static Admitted admitted(PriceBook book, Random random) {
        String group = random.nextBoolean() ? "vip" : "default";
        String provider = random.nextBoolean() ? "openai" : "azure";
        return new Admitted(
                book,
                new Occasion(
                        "m", provider, "c" + random.nextInt(3), group, 1_800_000_000_000L + random.nextInt(1_000)));
    }

    /** Admits calls, lets prices change, settles them; until all changes are made. */
    private int bill(AtomicBoolean edited) {
        Random random = new Random(5);
        int calls = 0;
        while (!edited.get() || calls < 200) {
            List<Admitted> open = new ArrayList<>();
            PriceBook book = store().prices().current(Instant.now().plusSeconds(60));
            for (int i = 0; i < BATCH; i++) {
                open.add(admitted(book, random));
            }
            store().prices().versionAt(Instant.now()); // time passes
            List<Bill> bills = new ArrayList<>();
            for (Admitted call : open) {
                bills.add(settled("call-" + calls++, call, random));
            }
            node().ship(node().write(bills));
        }
        return calls;
    }

    private static Bill settled(String callId, Admitted admitted, Random random) {
        Occasion call = admitted.call();
        RareUsage rare = RareUsage.ofTokens(random.nextInt(300), 0, random.nextInt(9), 0, 0)
                .withUnits(random.nextBoolean() ? Map.of() : Map.of("tool/web_search", 3L))
                .withTier(random.nextBoolean() ? null : "batch");
        Usage usage = new Usage(random.nextInt(600), random.nextInt(9), 0, random.nextInt(1_000), 7).with(rare);
        PriceRule sale = admitted.book().bill(call, usage).orElseThrow();
        PriceRule purchase = admitted.book().purchase(call).orElseThrow();
        Reckoning reckoning = new Reckoning(
                NanoDollars.ZERO,
                admitted.book().version(),
                sale.id(),
                sale.terms().of(usage, admitted.book().circumstances(call)),
                purchase.id(),
                purchase.terms().of(usage, Circumstances.at(call.arrivedAtMillis())));
        return Samples.bill(row(callId, call, usage, reckoning), 0);
    }

    private static RequestRow row(String callId, Occasion call, Usage usage, Reckoning reckoning) {
        return new RequestRow(
                callId,
                callId,
                call.arrivedAtMillis(),
                "k1",
                "alice",
                call.group(),
                "openai-chat",
                "chat",
                call.model(),
                false,
                call.channelId(),
                call.provider(),
                call.model(),
                1,
                200,
                null,
                CallEnd.COMPLETED,
                usage,
                UsageSource.UPSTREAM,
                reckoning,
                1,
                2,
                0);
    }

    private List<RequestRow> rows() {
        List<RequestRow> rows = new ArrayList<>();
        String after = null;
        do {
            Page<RequestRow> page = store().requests().list(Sight.EVERYTHING, RequestFilter.ANY, after, 1_000);
            rows.addAll(page.items());
            after = page.next();
        } while (after != null);
        return rows;
    }

    /** Computes a bill again, from what the store gives back alone. */
    private boolean isRight(RequestRow row, Map<Integer, PriceBook> books) {
        Reckoning was = row.reckoning();
        PriceBook book = books.computeIfAbsent(
                was.version(), version -> store().prices().book(version).orElseThrow());
        Occasion call = new Occasion(row.model(), row.provider(), row.channelId(), row.group(), row.arrivedAtMillis());
        PriceRule sale = book.bill(call, row.usage()).orElseThrow();
        PriceRule purchase = book.purchase(call).orElseThrow();
        return sale.id() == was.rule()
                && purchase.id() == was.purchaseRule()
                && sale.terms().of(row.usage(), book.circumstances(call)).equals(was.cost())
                && purchase.terms()
                        .of(row.usage(), Circumstances.at(row.arrivedAtMillis()))
                        .equals(was.purchase());
    }
}
