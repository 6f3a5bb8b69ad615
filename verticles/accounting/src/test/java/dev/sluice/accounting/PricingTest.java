package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AdmissionRequest;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Reckoning;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class PricingTest {
    private static final KeyHolder HOLDER = KeyHolder.of(Scene.key("k1", Scene.POOR), Scene.POOR, BudgetBook.EMPTY);
    private static final long TOKEN = 1_000_000;

    private final MemoryPrices prices = new MemoryPrices();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Pricing pricing = new Pricing(prices, new AccountingMeters(meters));

    private static PriceRule rule(Kind kind, @Nullable String provider, long rate) {
        return PriceRule.of(
                kind,
                Origin.OPERATOR,
                new Scope(Scene.MODEL, provider, null, null),
                Terms.flat(Rates.ofTokens(rate * TOKEN, rate * TOKEN)));
    }

    private PriceBook publish(PriceRule... rules) {
        PriceBook book = prices.publish(PriceChange.ofOperator("test", List.of(rules), List.of()));
        pricing.reload(Instant.EPOCH);
        return book;
    }

    private Quote quote() {
        return pricing.quote(Scene.request("k1"), HOLDER);
    }

    private Reckoning reckon(Quote quote, Usage usage, String provider) {
        AdmissionRequest request = Scene.request("k1");
        Settlement end = new Settlement(
                request.call(), CallEnd.COMPLETED, "c1", provider, Scene.MODEL, 200, null, usage, false, 0, 1, 1, 1);
        return pricing.reckon(quote, new NanoDollars(5), new Tally(usage, UsageSource.UPSTREAM), end);
    }

    private static PriceRule ofOther(long rate) {
        return PriceRule.of(
                Kind.SALE, Origin.OPERATOR, Scope.of("other"), Terms.flat(Rates.ofTokens(rate * TOKEN, rate * TOKEN)));
    }

    private Reckoning reckonOther(Quote quote, String answered) {
        Usage usage = new Usage(10, 0, 0, 0, 0);
        Settlement end = new Settlement(
                Scene.request("k1").call(),
                CallEnd.COMPLETED,
                answered,
                "c1",
                "openai",
                answered,
                200,
                null,
                usage,
                null,
                false,
                0,
                2,
                1,
                1,
                0);
        assertThat(quote.billed(end).model()).isIn(answered, Scene.MODEL);
        return pricing.reckon(quote, new NanoDollars(5), new Tally(usage, UsageSource.UPSTREAM), end);
    }

    @Test
    void whereAnotherModelAnswersItsPriceIsBilledAndWasSetAside() {
        PriceBook book = publish(rule(Kind.SALE, null, 2), ofOther(7));
        NanoDollars alone = quote().worst();
        pricing.substitute(List.of(new RoutingRule(
                "r", RoutingRule.Scope.MODEL, Scene.MODEL, null, List.of("unheard-of", "other"), false, null)));
        Quote quote = quote();

        assertThat(alone).isEqualTo(new NanoDollars(2 * Scene.WORST));
        assertThat(quote.worst()).isEqualTo(new NanoDollars(7 * Scene.WORST));
        assertThat(reckonOther(quote, "other").cost()).isEqualTo(new NanoDollars(70));
        assertThat(reckonOther(quote, "other").rule())
                .isEqualTo(book.rules().get(1).id());
        assertThat(reckonOther(quote, "unheard-of").cost()).isEqualTo(new NanoDollars(20));
    }

    @Test
    void whereTheModelAskedForHasNoPriceTheOneThatAnsweredIsBilled() {
        PriceBook book = publish(ofOther(7));

        Reckoning reckoning = reckonOther(quote(), "other");

        assertThat(reckoning.cost()).isEqualTo(new NanoDollars(70));
        assertThat(reckoning.version()).isEqualTo(book.version());
        assertThat(reckonOther(quote(), "unheard-of").cost()).isEqualTo(NanoDollars.ZERO);
    }

    @Test
    void aQuoteIsTheDearestOfWhatMayApplyAndTheBillIsWhatDoes() {
        PriceBook book = publish(rule(Kind.SALE, null, 2), rule(Kind.SALE, "azure", 3), rule(Kind.PURCHASE, null, 1));

        Quote quote = quote();
        Reckoning reckoning = reckon(quote, new Usage(10, 0, 0, 0, 0), "openai");

        assertThat(quote.worst()).isEqualTo(new NanoDollars(3 * Scene.WORST));
        assertThat(reckoning)
                .isEqualTo(new Reckoning(
                        new NanoDollars(5),
                        book.version(),
                        book.rules().get(0).id(),
                        new NanoDollars(20),
                        book.rules().get(2).id(),
                        new NanoDollars(10)));
    }

    @Test
    void anOpenCallKeepsItsPricesAndCanBeRecalled() {
        PriceBook first = publish(rule(Kind.SALE, null, 2));
        Quote open = quote();
        publish(rule(Kind.SALE, null, 7));

        Quote recalled = pricing.recall(first.version(), Scene.MODEL, "default", 0);

        assertThat(reckon(open, new Usage(10, 0, 0, 0, 0), "x").cost()).isEqualTo(new NanoDollars(20));
        assertThat(reckon(recalled, new Usage(10, 0, 0, 0, 0), "x"))
                .isEqualTo(reckon(open, new Usage(10, 0, 0, 0, 0), "x"));
        assertThat(reckon(quote(), new Usage(10, 0, 0, 0, 0), "x").cost()).isEqualTo(new NanoDollars(70));
        assertThat(pricing.recall(0, "unheard-of", "default", 0).isPriced()).isFalse();
    }

    @Test
    void aChannelWithoutAPriceIsNotFreeByAccident() {
        publish(rule(Kind.SALE, "azure", 3), rule(Kind.SALE, "openai", 2));

        assertThat(reckon(quote(), new Usage(10, 0, 0, 0, 0), "groq").cost()).isEqualTo(new NanoDollars(30));
    }

    @Test
    void groupsPayTheirMultiple() {
        prices.publish(PriceChange.ofOperator(
                "t",
                List.of(rule(Kind.LIST, null, 10)),
                List.of(new GroupFactor("default", 500_000, Origin.OPERATOR))));
        pricing.reload(Instant.EPOCH);

        Reckoning reckoning = reckon(quote(), new Usage(10, 0, 0, 0, 0), "x");

        assertThat(quote().worst()).isEqualTo(new NanoDollars(5 * Scene.WORST));
        assertThat(reckoning.cost()).isEqualTo(new NanoDollars(50));
        assertThat(reckoning.purchase()).isEqualTo(new NanoDollars(100));
    }

    @Test
    void aHoldTakesTheServiceThatIsAskedForAndTheBillTheOneThatWasGiven() {
        publish(PriceRule.of(
                Kind.SALE,
                Origin.OPERATOR,
                Scope.of(Scene.MODEL),
                new Terms(
                        new Rates(Map.of(TokenClass.INPUT, 1_000_000L, TokenClass.OUTPUT, 1_000_000L), 0, Map.of()),
                        List.of(),
                        Map.of("priority", 2_000_000L, "flex", 500_000L),
                        List.of(),
                        NanoDollars.ZERO)));
        AdmissionRequest request = Scene.request("k1");
        Usage upgraded = new Usage(Scene.PROMPT, 0, 0, Scene.OUTPUT, 0).with(RareUsage.NONE.withTier("priority"));

        assertThat(quote().worst()).isEqualTo(new NanoDollars(Scene.WORST));
        assertThat(worst(Scene.inTier(request, "priority"))).isEqualTo(2 * Scene.WORST);
        assertThat(worst(Scene.inTier(request, "flex"))).isEqualTo(Scene.WORST);
        assertThat(worst(Scene.inTier(request, "unheard-of"))).isEqualTo(Scene.WORST);
        assertThat(reckon(quote(), upgraded, "openai").cost()).isEqualTo(new NanoDollars(2 * Scene.WORST));
    }

    @Test
    void aHoldForRanksIsForAllTheirSearches() {
        publish(PriceRule.of(
                Kind.SALE,
                Origin.OPERATOR,
                Scope.of(Scene.MODEL),
                Terms.flat(new Rates(Map.of(), 0, Map.of("search_unit", 2_000_000L)))));

        assertThat(worst(Scene.ofDocuments(Scene.request("k1"), 100))).isEqualTo(2);
        assertThat(worst(Scene.ofDocuments(Scene.request("k1"), 1_000))).isEqualTo(20);
    }

    private long worst(AdmissionRequest request) {
        return pricing.quote(request, HOLDER).worst().value();
    }

    @Test
    void unitsWithoutAPriceAreCounted() {
        publish(rule(Kind.SALE, null, 1));

        reckon(quote(), Usage.NONE.with(RareUsage.NONE.withUnits(Map.of("image", 2L))), "x");

        assertThat(meters.counter("sluice.unpriced").count()).isEqualTo(1);
    }

    @Test
    void whatNobodyCountedCostsNothing() {
        PriceBook book = publish(rule(Kind.SALE, null, 1));
        AdmissionRequest request = Scene.request("k1");

        Reckoning reckoning = pricing.reckon(
                quote(), NanoDollars.ZERO, Tally.NOTHING, Scene.end(request, CallEnd.CALLER_LEFT_EARLY, null, 0));

        assertThat(reckoning).isEqualTo(Reckoning.of(book.version(), NanoDollars.ZERO));
        assertThat(quote().version()).isEqualTo(book.version());
    }

    /** The part of B5 that happens in memory; {@code PriceEditContract} has the part of the databases. */
    @Test
    void aThousandPriceChangesUnderLoadLeaveEveryBillComputable() throws Exception {
        publish(rule(Kind.SALE, null, 1));
        AtomicBoolean done = new AtomicBoolean();
        long differs;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<Long> callers = threads.submit(() -> differing(done));
            for (int i = 2; i <= 1_001; i++) {
                publish(rule(Kind.SALE, i % 2 == 0 ? null : "openai", i));
            }
            done.set(true);
            differs = callers.get(30, TimeUnit.SECONDS);
        }

        System.out.println(
                "B5 " + differs + " recomputed_differs " + (differs == 0 ? "pass" : "fail") + " (in memory)");
        assertThat(differs).isZero();
    }

    private long differing(AtomicBoolean done) {
        Random random = new Random(3);
        long differs = 0;
        for (int calls = 0; !done.get() || calls < 500; calls++) {
            Quote quote = quote();
            Usage usage = new Usage(random.nextInt(50), 0, 0, random.nextInt(50), 0);
            Reckoning bill = reckon(quote, usage, "openai");
            Reckoning again = reckon(pricing.recall(bill.version(), Scene.MODEL, "default", 0), usage, "openai");
            boolean covered = bill.cost().compareTo(quote.worst()) <= 0;
            differs += bill.equals(again) && covered ? 0 : 1;
        }
        return differs;
    }
}
