package dev.sluice.model.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TermsTest {
    private static final Circumstances NOON = at("2026-11-21T12:00:00Z");
    private static final long DOLLAR = 1_000_000_000;

    private static Circumstances at(String time) {
        return Circumstances.at(Instant.parse(time).toEpochMilli());
    }

    private static Usage of(TokenClass tokens, long n) {
        return switch (tokens) {
            case INPUT -> new Usage(n, 0, 0, 0, 0);
            case CACHE_READ -> new Usage(0, n, 0, 0, 0);
            case CACHE_WRITE -> new Usage(0, 0, n, 0, 0);
            case OUTPUT -> new Usage(0, 0, 0, n, 0);
            case REASONING -> new Usage(0, 0, 0, 0, n);
            case CACHE_WRITE_HOUR -> Usage.NONE.with(RareUsage.ofTokens(n, 0, 0, 0, 0));
            case AUDIO_INPUT -> Usage.NONE.with(RareUsage.ofTokens(0, n, 0, 0, 0));
            case IMAGE_INPUT -> Usage.NONE.with(RareUsage.ofTokens(0, 0, n, 0, 0));
            case AUDIO_OUTPUT -> Usage.NONE.with(RareUsage.ofTokens(0, 0, 0, n, 0));
            case IMAGE_OUTPUT -> Usage.NONE.with(RareUsage.ofTokens(0, 0, 0, 0, n));
        };
    }

    private static long cost(Terms terms, Usage usage, Circumstances at) {
        return terms.of(usage, at).value();
    }

    private static Terms terms(Rates base, List<Tier> tiers, Map<String, Long> factors, long minimum) {
        return new Terms(base, tiers, factors, List.of(), new NanoDollars(minimum));
    }

    @ParameterizedTest
    @EnumSource(TokenClass.class)
    void eachClassHasItsOwnRate(TokenClass tokens) {
        Map<TokenClass, Long> rates = new EnumMap<>(TokenClass.class);
        for (TokenClass c : TokenClass.values()) {
            rates.put(c, (c.name().hashCode() & 0xffffL) * 1_000_000);
        }
        Terms terms = Terms.flat(new Rates(rates, 0, Map.of()));

        assertThat(cost(terms, of(tokens, 7), NOON))
                .isEqualTo(7 * (tokens.name().hashCode() & 0xffffL));
    }

    @ParameterizedTest
    @CsvSource({
        "CACHE_READ, 3",
        "CACHE_WRITE, 3",
        "CACHE_WRITE_HOUR, 3",
        "AUDIO_INPUT, 3",
        "IMAGE_INPUT, 3",
        "REASONING, 15",
        "AUDIO_OUTPUT, 15",
        "IMAGE_OUTPUT, 15",
    })
    void aClassWithoutARateHasItsParents(TokenClass tokens, long rate) {
        Terms terms = Terms.flat(Rates.ofTokens(3_000_000, 15_000_000));

        assertThat(cost(terms, of(tokens, 1), NOON)).isEqualTo(rate);
    }

    @Test
    void whatIsWrittenForAnHourCostsAsWhatIsWrittenForMinutesUntilItHasARate() {
        Terms terms =
                Terms.flat(new Rates(Map.of(TokenClass.INPUT, 1L, TokenClass.CACHE_WRITE, 4_000_000L), 0, Map.of()));

        assertThat(cost(terms, of(TokenClass.CACHE_WRITE_HOUR, 2), NOON)).isEqualTo(8);
    }

    @ParameterizedTest
    @CsvSource({"7, 0, 0, true", "0, 0, 0, true", "7, 3, 0, false", "0, 3, 0, true", "0, 0, 9, false"})
    void searchesWithoutARateAreNotedOnlyWhereNothingElseIsBilled(
            long tokens, long input, long perRequest, boolean expected) {
        Terms terms = Terms.flat(new Rates(Map.of(TokenClass.INPUT, input * 1_000_000), perRequest, Map.of()));
        Usage usage =
                new Usage(tokens, 0, 0, 0, 0).with(RareUsage.NONE.withUnits(Map.of("search_unit", 2L, "image", 1L)));

        assertThat(terms.unpriced(usage)).isEqualTo(expected ? List.of("image", "search_unit") : List.of("image"));
    }

    @ParameterizedTest
    @CsvSource({
        "image, 3, 120000000",
        "image/512x512, 1, 40000000",
        "image/1024x1024/hd, 2, 160000000",
        "image/1024x1024/standard, 1, 40000000",
        "millisecond, 90500, 9050000",
        "character, 1000, 15000000",
        "tool/web_search, 5, 50000000",
        "tool/code, 5, 0",
        "document, 1, 0",
    })
    void unitsHaveRatesOfTheirOwnOrOfTheirKind(String unit, long count, long nanoDollars) {
        Terms terms = Terms.flat(new Rates(
                Map.of(),
                0,
                Map.of(
                        "image", 40_000_000_000_000L,
                        "image/1024x1024/hd", 80_000_000_000_000L,
                        "millisecond", 100_000_000L,
                        "character", 15_000_000_000L,
                        "tool/web_search", 10_000_000_000_000L)));
        Usage usage = Usage.NONE.with(RareUsage.NONE.withUnits(Map.of(unit, count)));

        assertThat(cost(terms, usage, NOON)).isEqualTo(nanoDollars);
        assertThat(terms.unpriced(usage)).isEqualTo(nanoDollars == 0 ? List.of(unit) : List.of());
    }

    @ParameterizedTest
    @CsvSource({"199999, 199999, 199999", "200000, 200000, 200000", "200001, 400002, 400002", "500000, 1000000, 2500000"
    })
    void theTierOfThePromptIsForAllTokensAndBeginsAboveItsEdge(long prompt, long input, long cached) {
        Terms terms = terms(
                Rates.ofTokens(1_000_000, 1_000_000),
                List.of(
                        new Tier(
                                400_000,
                                null,
                                new Rates(
                                        Map.of(TokenClass.INPUT, 2_000_000L, TokenClass.CACHE_READ, 5_000_000L),
                                        0,
                                        Map.of())),
                        new Tier(200_000, null, Rates.ofTokens(2_000_000, 3_000_000))),
                Map.of(),
                0);

        assertThat(cost(terms, new Usage(prompt, 0, 0, 0, 0), NOON)).isEqualTo(input);
        assertThat(cost(terms, new Usage(0, prompt, 0, 0, 0), NOON)).isEqualTo(cached);
    }

    @Test
    void allPromptClassesTogetherReachATier() {
        Terms terms = terms(
                Rates.ofTokens(1_000_000, 1_000_000),
                List.of(new Tier(50, null, Rates.ofTokens(10_000_000, 20_000_000))),
                Map.of(),
                0);
        Usage mixed = new Usage(10, 10, 10, 1, 0).with(RareUsage.ofTokens(10, 10, 1, 0, 0));

        assertThat(cost(terms, mixed, NOON)).isEqualTo(510 + 20);
    }

    @ParameterizedTest
    @CsvSource({", 1000", "default, 1000", "batch, 500", "priority, 1750", "flex, 300"})
    void aServiceHasAFactorOrRatesOfItsOwn(@Nullable String service, long expected) {
        Terms terms = terms(
                Rates.ofTokens(1_000_000, 0),
                List.of(new Tier(0, "flex", Rates.ofTokens(300_000, 0))),
                Map.of("batch", 500_000L, "priority", 1_750_000L, "flex", 9_000_000L),
                0);

        assertThat(cost(terms, new Usage(1_000, 0, 0, 0, 0).with(RareUsage.NONE.withTier(service)), NOON))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({"100, 200", "1000, 2000", "1001, 4004", "2000, 8000", "2001, 6003"})
    void aServiceWhoseRatesBeginAboveThePromptHasItsFactorUntilThen(long prompt, long expected) {
        Terms terms = terms(
                Rates.ofTokens(1_000_000, 0),
                List.of(
                        new Tier(1_000, null, Rates.ofTokens(2_000_000, 0)),
                        new Tier(2_000, "priority", Rates.ofTokens(3_000_000, 0))),
                Map.of("priority", 2_000_000L),
                0);

        assertThat(cost(terms, new Usage(prompt, 0, 0, 0, 0).with(RareUsage.NONE.withTier("priority")), NOON))
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-21T16:29:59.999Z, 1000",
        "2026-11-21T16:30:00Z, 500",
        "2026-11-21T23:59:59Z, 500",
        "2026-11-22T00:29:59.999Z, 500",
        "2026-11-22T00:30:00Z, 1000",
        "2026-11-22T12:00:00Z, 2000",
        "2026-11-22T13:00:00Z, 1000",
    })
    void hoursMultiplyByTheTimeOfArrival(String time, long expected) {
        List<Hours> hours = List.of(
                new Hours(LocalTime.of(16, 30), LocalTime.of(0, 30), ZoneOffset.UTC, 500_000),
                new Hours(LocalTime.of(13, 0), LocalTime.of(14, 0), ZoneId.of("Europe/Berlin"), 2_000_000));
        Terms terms = new Terms(Rates.ofTokens(1_000_000, 0), List.of(), Map.of(), hours, NanoDollars.ZERO);

        assertThat(cost(terms, new Usage(1_000, 0, 0, 0, 0), at(time))).isEqualTo(expected);
    }

    @Test
    void allFactorsApplyAndTheResultIsRoundedUpOnce() {
        Terms terms = new Terms(
                Rates.ofTokens(1, 0),
                List.of(),
                Map.of("batch", 500_000L),
                List.of(new Hours(LocalTime.of(0, 0), LocalTime.of(23, 59), ZoneOffset.UTC, 333_333)),
                NanoDollars.ZERO);
        Usage usage = new Usage(6_000_000, 0, 0, 0, 0).with(RareUsage.NONE.withTier("batch"));

        // 6 × 0.5 × 0.333333 × 1.000001 = 1.000000 (less a trace): a whole nano-dollar, and not three that were rounded
        // up
        assertThat(cost(terms, usage, new Circumstances(NOON.arrivedAtMillis(), 1_000_001)))
                .isEqualTo(1);
        assertThat(cost(terms, usage, new Circumstances(NOON.arrivedAtMillis(), 1_000_002)))
                .isEqualTo(2);
    }

    @Test
    void aMinimumRaisesWhatCostsAnythingAndNothingElse() {
        Terms terms = terms(Rates.ofTokens(1_000_000, 1_000_000), List.of(), Map.of(), 100);

        assertThat(cost(terms, new Usage(1, 0, 0, 0, 0), NOON)).isEqualTo(100);
        assertThat(cost(terms, new Usage(101, 0, 0, 0, 0), NOON)).isEqualTo(101);
        assertThat(cost(terms, Usage.NONE, NOON)).isZero();
    }

    @Test
    void whatIsForEachRequestIsPaidOnceAndMultipliedToo() {
        Terms terms = Terms.flat(new Rates(Map.of(), 1_000, Map.of()));

        assertThat(cost(terms, Usage.NONE, NOON)).isEqualTo(1_000);
        assertThat(cost(terms, Usage.NONE, new Circumstances(0, 800_000))).isEqualTo(800);
    }

    @Test
    void searchesAreSetAsideAsManyAsAreExpected() {
        Terms terms = Terms.flat(new Rates(Map.of(), 0, Map.of("search_unit", 2_000_000_000_000L)));

        assertThat(terms.worst(new Extent(500, 0, 10), null, NOON).value()).isEqualTo(10 * 2_000_000);
        assertThat(terms.worst(new Extent(500, 0, 0), null, NOON).value()).isEqualTo(2_000_000);
    }

    @Test
    void nothingOverflows() {
        Terms dear = Terms.flat(Rates.ofTokens(Long.MAX_VALUE, Long.MAX_VALUE));

        assertThat(dear.of(new Usage(1L << 40, 0, 0, 1L << 40, 0), NOON)).isEqualTo(Terms.MOST);
        assertThat(dear.worst(10_000_000, 10_000_000, NOON)).isEqualTo(Terms.MOST);
    }

    @Test
    void theWorstCaseIsNoLessThanAnyUsageOfItsSize() {
        Random random = new Random(7);
        for (int i = 0; i < 2_000; i++) {
            Terms terms = randomTerms(random);
            Usage usage = randomUsage(random, 100_000);
            RareUsage tokens = RareUsage.ofTokens(
                            usage.rare().cacheWriteHour(),
                            usage.rare().audioInput(),
                            usage.rare().imageInput(),
                            usage.rare().audioOutput(),
                            usage.rare().imageOutput())
                    .withTier(usage.rare().tier());
            Usage counted = usage.with(tokens);

            Extent extent = Extent.ofTokens(usage.prompt(), usage.completion());
            assertThat(terms.worst(extent, usage.rare().tier(), NOON))
                    .isGreaterThanOrEqualTo(terms.of(counted, NOON))
                    .isLessThanOrEqualTo(terms.worst(usage.prompt(), usage.completion(), NOON));
            assertThat(terms.worst(usage.prompt(), usage.completion(), NOON))
                    .isGreaterThanOrEqualTo(terms.of(counted, NOON));
        }
    }

    @Test
    void aHundredThousandUsagesCostWhatASlowReckoningSays() {
        long seed = Long.getLong("sluice.seed", 20261121L);
        Random random = new Random(seed);
        for (int i = 0; i < 100_000; i++) {
            Terms terms = randomTerms(random);
            Usage usage = randomUsage(random, i % 3 == 0 ? 10_000_000 : 2_000);
            Circumstances at = new Circumstances(random.nextLong(1_900_000_000_000L), random.nextLong(3_000_000));

            assertThat(cost(terms, usage, at))
                    .as("seed %d, case %d (-Dsluice.seed)", seed, i)
                    .isEqualTo(slowly(terms, usage, at));
        }
    }

    private static long any(Random random, long most) {
        return switch (random.nextInt(4)) {
            case 0 -> 0;
            case 1 -> random.nextLong(10);
            default -> random.nextLong(most);
        };
    }

    private static Rates randomRates(Random random) {
        Map<TokenClass, Long> named = new EnumMap<>(TokenClass.class);
        for (TokenClass c : TokenClass.values()) {
            if (random.nextInt(3) > 0) {
                named.put(c, any(random, random.nextInt(20) == 0 ? Long.MAX_VALUE / 4 : 600 * DOLLAR));
            }
        }
        return new Rates(
                named, any(random, DOLLAR), Map.of("image", any(random, 80_000 * DOLLAR), "tool", any(random, DOLLAR)));
    }

    private static Terms randomTerms(Random random) {
        List<Tier> tiers = random.nextBoolean()
                ? List.of()
                : List.of(
                        new Tier(1_000, null, randomRates(random)),
                        new Tier(random.nextInt(200_000), null, randomRates(random)),
                        new Tier(random.nextInt(3) * 500L, "flex", randomRates(random)));
        List<Hours> hours = random.nextBoolean()
                ? List.of()
                : List.of(new Hours(
                        LocalTime.of(random.nextInt(12), 30),
                        LocalTime.of(12 + random.nextInt(12), 0),
                        ZoneOffset.UTC,
                        any(random, 2_000_000)));
        Map<String, Long> factors =
                random.nextBoolean() ? Map.of() : Map.of("batch", any(random, 1_000_000), "flex", 3L);
        return new Terms(randomRates(random), tiers, factors, hours, new NanoDollars(any(random, 1_000)));
    }

    private static Usage randomUsage(Random random, long most) {
        Map<String, Long> units = new HashMap<>();
        if (random.nextInt(4) == 0) {
            units.put("image/1024x1024", 1 + random.nextLong(9));
            units.put("tool/web_search", 1 + random.nextLong(9));
            units.put("document", 1L);
        }
        String[] services = {null, null, "batch", "flex", "default"};
        RareUsage rare = RareUsage.ofTokens(
                        any(random, most), any(random, most), any(random, most), any(random, most), any(random, most))
                .withUnits(units)
                .withTier(services[random.nextInt(services.length)]);
        return new Usage(any(random, most), any(random, most), any(random, most), any(random, most), any(random, most))
                .with(rare);
    }

    /** The same in decimals, step by step as the documentation says it. */
    private static long slowly(Terms terms, Usage usage, Circumstances at) {
        String service = usage.rare().tier();
        boolean own = service != null
                && terms.tiers().stream()
                        .anyMatch(tier ->
                                service.equals(tier.service()) && (tier.above() == 0 || usage.prompt() > tier.above()));
        Rates rates = terms.base();
        long reached = -1;
        for (Tier tier : terms.tiers()) {
            boolean meant = Objects.equals(tier.service(), own ? service : null);
            boolean above = usage.prompt() > tier.above() || (own && tier.above() == 0);
            if (meant && above && tier.above() > reached) {
                reached = tier.above();
                rates = tier.rates();
            }
        }
        BigDecimal sum = BigDecimal.valueOf(rates.perRequest());
        for (TokenClass c : TokenClass.values()) {
            sum = sum.add(perMillion(c.count(usage), rates.of(c)));
        }
        for (Map.Entry<String, Long> unit : usage.rare().units().entrySet()) {
            String kind = unit.getKey().contains("/")
                    ? unit.getKey().substring(0, unit.getKey().indexOf('/'))
                    : unit.getKey();
            sum = sum.add(perMillion(unit.getValue(), rates.units().getOrDefault(kind, 0L)));
        }
        if (service != null && !own) {
            sum = sum.multiply(ppm(terms.factors().getOrDefault(service, 1_000_000L)));
        }
        LocalTime time = Instant.ofEpochMilli(at.arrivedAtMillis())
                .atZone(ZoneOffset.UTC)
                .toLocalTime();
        for (Hours hours : terms.hours()) {
            boolean during = !time.isBefore(hours.from()) && time.isBefore(hours.to());
            sum = during ? sum.multiply(ppm(hours.factor())) : sum;
        }
        BigDecimal rounded = sum.multiply(ppm(at.group())).setScale(0, RoundingMode.CEILING);
        BigDecimal raised = rounded.signum() == 0
                ? rounded
                : rounded.max(BigDecimal.valueOf(terms.minimum().value()));
        return raised.min(BigDecimal.valueOf(Terms.MOST.value())).longValueExact();
    }

    private static BigDecimal perMillion(long count, long rate) {
        return BigDecimal.valueOf(count).multiply(ppm(rate));
    }

    private static BigDecimal ppm(long millionths) {
        return BigDecimal.valueOf(millionths, 6);
    }

    @Test
    void whatCannotBeAPriceIsRefused() {
        assertThatThrownBy(() -> Rates.ofTokens(-1, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Rates(Map.of(), 0, Map.of("image", -1L)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms(Rates.ofTokens(1, 1), List.of(), Map.of("batch", -1L), 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> terms(Rates.ofTokens(1, 1), List.of(), Map.of(), -1))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Tier(-1, null, Rates.ofTokens(1, 1))).isInstanceOf(IllegalArgumentException.class);
    }
}
