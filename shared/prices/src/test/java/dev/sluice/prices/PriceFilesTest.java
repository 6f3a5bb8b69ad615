package dev.sluice.prices;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.groups.Tuple.tuple;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.Circumstances;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceFilesTest {
    private static final long NOON = 12 * 3_600_000L;
    private static final Path DEFAULT_BOOK = Path.of("../../conf/prices");

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    private static Map<Scope, Terms> sales(PriceChange change) {
        return change.rules().stream()
                .filter(rule -> rule.kind() == Kind.SALE)
                .collect(Collectors.toMap(PriceRule::scope, PriceRule::terms));
    }

    private static PriceBook book(PriceChange change) {
        return PriceBook.EMPTY.with(change, change.version());
    }

    private static Terms terms(PriceChange change, String model) {
        return terms(book(change), model);
    }

    private static Terms terms(PriceBook book, String model) {
        return book.sale(new Occasion(model, null, null, "default", 0))
                .orElseThrow()
                .terms();
    }

    private static NanoDollars cost(Terms terms, Usage usage) {
        return terms.of(usage, Circumstances.at(NOON));
    }

    @Test
    void pricesAreReadExactly() throws IOException {
        Path file = write("a.yaml", """
                version: 3
                source: test
                date: 2026-08-01
                models:
                  full: { input: 0.1, cache-read: "0.0028", cache-write: 1.25, cache-write-1h: 2, output: 3, reasoning: 4.5,
                          audio-input: 40, audio-output: 80, image-input: 10, image-output: 40, per-request: 0.005 }
                  short: { input: 2.50, output: 10 }
                  counted: { units: { image: 0.04, image/1024x1024/hd: 0.08, second: 0.0001, character: 0.000015,
                                      tool/web_search: 0.01 } }
                """);

        PriceChange change = PriceFiles.load(file);

        assertThat(change.version()).isEqualTo(3);
        Rates full = terms(change, "full").base();
        assertThat(Arrays.stream(TokenClass.values()).map(full::of))
                .containsExactly(
                        100_000_000L,
                        2_800_000L,
                        1_250_000_000L,
                        2_000_000_000L,
                        40_000_000_000L,
                        10_000_000_000L,
                        3_000_000_000L,
                        4_500_000_000L,
                        80_000_000_000L,
                        40_000_000_000L);
        assertThat(full.perRequest()).isEqualTo(5_000_000);
        assertThat(terms(change, "short").base()).isEqualTo(Rates.ofTokens(2_500_000_000L, 10_000_000_000L));
        assertThat(terms(change, "counted").base().units())
                .containsOnly(
                        Map.entry("image", 40_000_000_000_000L),
                        Map.entry("image/1024x1024/hd", 80_000_000_000_000L),
                        Map.entry("millisecond", 100_000_000L),
                        Map.entry("character", 15_000_000_000L),
                        Map.entry("tool/web_search", 10_000_000_000_000L));
    }

    @Test
    void tiersFactorsHoursAndMinimaAreRead() throws IOException {
        Path file = write("a.yaml", """
                version: 1
                models:
                  m:
                    input: 3
                    cache-read: 0.3
                    output: 15
                    tiers: [{ above: 200000, input: 6, output: 22.5 }, { service: flex, input: 1 }]
                    factors: { batch: 0.5, priority: 2 }
                    hours: [{ from: "16:30", to: "00:30", zone: UTC, factor: 0.25 }]
                    minimum: 0.00001
                """);

        Terms terms = terms(PriceFiles.load(file), "m");

        Usage longPrompt = new Usage(200_000, 1, 0, 1_000, 0);
        assertThat(cost(terms, new Usage(200_000, 0, 0, 0, 0))).isEqualTo(new NanoDollars(600_000_000));
        assertThat(cost(terms, longPrompt)).isEqualTo(new NanoDollars(1_200_000_000 + 300 + 22_500_000));
        assertThat(cost(terms, new Usage(100, 0, 0, 0, 0).with(RareUsage.NONE.withTier("flex"))))
                .isEqualTo(new NanoDollars(100_000));
        assertThat(cost(terms, new Usage(100, 0, 0, 0, 0).with(RareUsage.NONE.withTier("batch"))))
                .isEqualTo(new NanoDollars(150_000));
        assertThat(cost(terms, new Usage(1, 0, 0, 0, 0))).isEqualTo(new NanoDollars(10_000));
        assertThat(terms.of(new Usage(100, 0, 0, 0, 0), Circumstances.at(17 * 3_600_000L)))
                .isEqualTo(new NanoDollars(75_000));
    }

    @Test
    void whatIsOtherwiseForSomeTakesTheRestFromTheModel() throws IOException {
        Path file = write("a.yaml", """
                version: 1
                groups: { vip: 0.8 }
                models:
                  m:
                    input: 3
                    output: 15
                    providers: { azure-openai: { input: 4, groups: { vip: { output: 14 } } } }
                    channels: { c1: { output: 20 } }
                    groups: { vip: { input: 2 } }
                    purchase: { input: 1, output: 2, channels: { c1: { output: 3 } } }
                """);

        PriceChange change = PriceFiles.load(file);

        assertThat(sales(change))
                .containsOnly(
                        Map.entry(Scope.of("m"), flat(3, 15)),
                        Map.entry(new Scope("m", "azure-openai", null, null), flat(4, 15)),
                        Map.entry(new Scope("m", "azure-openai", null, "vip"), flat(4, 14)),
                        Map.entry(new Scope("m", null, "c1", null), flat(3, 20)),
                        Map.entry(new Scope("m", null, null, "vip"), flat(2, 15)));
        assertThat(change.rules().stream().filter(rule -> rule.kind() == Kind.PURCHASE))
                .extracting(PriceRule::scope, PriceRule::terms)
                .containsExactly(tuple(Scope.of("m"), flat(1, 2)), tuple(new Scope("m", null, "c1", null), flat(1, 3)));
        assertThat(change.groups()).singleElement().matches(group -> group.factor() == 800_000);
    }

    private static Terms flat(long input, long output) {
        return Terms.flat(Rates.ofTokens(input * 1_000_000_000, output * 1_000_000_000));
    }

    @Test
    void ownBooksAreReadOverTheDefaultOne() throws IOException {
        write("default.yaml", "{version: 1, models: {a: {input: 1, output: 1}, b: {input: 1, output: 1}}}");
        write("changes.yaml", "{version: 2, models: {b: {input: 5, output: 5}}}");
        write("README.md", "not a price book");

        PriceChange change = PriceFiles.load(folder);

        assertThat(change.version()).isEqualTo(2);
        assertThat(sales(change))
                .containsOnly(Map.entry(Scope.of("a"), flat(1, 1)), Map.entry(Scope.of("b"), flat(5, 5)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{version: 1, models: {m: {input: 1, output: 1, outptu: 2}}} | models → m → outptu: unknown key",
                "{version: 1, modles: {}} | modles: unknown key",
                "{version: 1, models: {m: {input: 1}}} | models → m → output: expected dollars",
                "{version: 1, models: {m: {input: -1, output: 1}}} | models → m → input: expected dollars, not less than 0",
                "{version: 1, models: {m: {input: 0.0000000001, output: 1}}} | input: expected dollars with at most nine decimals",
                "{version: 1, models: {m: {input: cheap, output: 1}}} | input: expected dollars as a decimal number",
                "{version: 1, models: {m: {input: 1e99999999, output: 1}}} | input: expected dollars",
                "{version: 1, models: {m: {input: 99999999999, output: 1}}} | input: expected dollars",
                "{version: 1, models: {m: 3}} | models → m: expected the keys audio-input",
                "{version: 0, models: {}} | version: expected a whole number from 1 on, found 0",
                "{models: {}} | version: expected a whole number from 1 on, found nothing",
                "{version: 1} | models: expected models with their prices",
                "{version: 1, models: {m: {input: 1, output: 1}, m: {input: 2, output: 2}}} | uplicate",
                "{version: 1, kind: gift, models: {}} | kind: expected sale, purchase or list",
                "{version: 1, groups: {vip: 2000}, models: {}} | groups → vip: a factor is from 0 to 1000",
                "{version: 1, groups: {vip: -1}, models: {}} | groups → vip: expected a factor, not less than 0",
                "{version: 1, models: {m: {input: 1, output: 1, tiers: [{input: 2}]}}} | tiers → 1: a tier has above, service or both",
                "{version: 1, models: {m: {input: 1, output: 1, tiers: [{above: -5}]}}} | tiers → 1 → above: expected a number of tokens",
                "{version: 1, models: {m: {input: 1, output: 1, tiers: {}}}} | tiers: expected a list",
                "{version: 1, models: {m: {input: 1, output: 1, units: {Image: 1}}}} | units → Image: a unit is called like",
                "{version: 1, models: {m: {input: 1, output: 1, factors: {batch: 0.0000001}}}} | factors → batch: expected a factor with at most six",
                "{version: 1, models: {m: {input: 1, output: 1, hours: [{from: x, to: '00:30', factor: 1}]}}} | hours → 1: expected from and to",
                "{version: 1, models: {m: {input: 1, output: 1, minimum: -1}}} | minimum: expected dollars, not less than 0",
                "{version: 1, models: {m: {input: 1, output: 1, valid-from: soon}}} | valid-from: expected a time such as",
                "{version: 1, models: {m: {input: 1, output: 1, providers: {p: {groups: {}, channels: {}}}}}} | providers → p → channels: unknown key",
                "{version: 1, models: {m: {input: 1, output: 1, purchase: {input: 1, output: 1, groups: {}}}}} | purchase → groups: unknown key",
                "[1] | expected the keys date",
            })
    void whatIsNotAPriceBookIsRefusedByName(String text, String message) throws IOException {
        Path file = write("bad.yaml", text);

        assertThatThrownBy(() -> PriceFiles.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void aSheetIsReadAsItWasWritten() {
        for (PriceRule rule : PriceFiles.load(DEFAULT_BOOK).rules()) {
            assertThat(PriceSheet.parse(PriceSheet.text(rule.terms()))).isEqualTo(rule.terms());
        }
    }

    @Test
    void theDefaultBookIsWhole() {
        PriceBook book = book(PriceFiles.load(DEFAULT_BOOK));

        Map<String, List<PriceRule>> models = book.rules().stream()
                .collect(Collectors.groupingBy(rule -> rule.scope().model()));
        assertThat(models).hasSizeGreaterThanOrEqualTo(300);
        assertThat(cost(terms(book, "demo"), new Usage(1_000, 0, 0, 1_000, 0))).isEqualTo(new NanoDollars(500_000));
        assertThat(terms(book, "gpt-4o").base().of(TokenClass.INPUT)).isEqualTo(2_500_000_000L);
        assertThat(book.rules()).allSatisfy(PriceFilesTest::costsSomething);
    }

    /** Nothing is free by mistake: a million of each that it has a price for costs something. */
    private static void costsSomething(PriceRule rule) {
        Function<Terms, NanoDollars> worst = terms -> terms.worst(1_000_000, 1_000_000, Circumstances.at(0));
        assertThat(worst.apply(rule.terms()).isPositive()).as(rule.toString()).isTrue();
    }
}
