package dev.sluice.model.price;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PriceBookTest {
    private static final String MODEL = "gpt-4o";

    /** A rule that is known by its rate. */
    private static PriceRule rule(Kind kind, Scope scope, long rate) {
        return PriceRule.of(kind, Origin.FILE, scope, Terms.flat(Rates.ofTokens(rate, rate)))
                .numbered(rate);
    }

    private static PriceRule sale(
            @Nullable String provider, @Nullable String channel, @Nullable String group, long rate) {
        return rule(Kind.SALE, new Scope(MODEL, provider, channel, group), rate);
    }

    private static PriceBook book(PriceRule... rules) {
        return new PriceBook(1, List.of(rules), List.of());
    }

    private static Occasion call(@Nullable String provider, @Nullable String channel, String group) {
        return new Occasion(MODEL, provider, channel, group, 1_000);
    }

    private static long id(Optional<PriceRule> rule) {
        return rule.map(PriceRule::id).orElse(0L);
    }

    @ParameterizedTest
    @CsvSource({
        "openai, c1, vip, 6",
        "openai, c1, default, 5",
        "openai, c2, vip, 4",
        "openai, c2, default, 3",
        "azure, c3, vip, 2",
        "azure, c3, default, 1",
        ", , default, 1",
    })
    void theNarrowestRuleApplies(@Nullable String provider, @Nullable String channel, String group, long expected) {
        PriceBook book = book(
                sale(null, null, null, 1),
                sale(null, null, "vip", 2),
                sale("openai", null, null, 3),
                sale("openai", null, "vip", 4),
                sale(null, "c1", null, 5),
                sale(null, "c1", "vip", 6));

        assertThat(id(book.sale(call(provider, channel, group)))).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 1",
        "gpt-4o-2024-05-13, 2",
        "gpt-4o-2024-08-06, 1",
        "gpt-4o-20240806, 1",
        "gpt-4o-mini, 0",
        "openai/gpt-4o, 0",
        "gpt-4o-2024-08-06-x, 0",
        "-2024-08-06, 0",
    })
    void aModelIsFoundByItsNameOrItsNameWithoutADate(String model, long expected) {
        PriceBook book = book(sale(null, null, null, 1), rule(Kind.SALE, Scope.of("gpt-4o-2024-05-13"), 2));

        assertThat(id(book.sale(new Occasion(model, null, null, "default", 0)))).isEqualTo(expected);
    }

    @Test
    void aSalePriceAppliesBeforeAnyPublicOne() {
        PriceBook book = book(rule(Kind.LIST, new Scope(MODEL, "azure", null, null), 1), sale(null, null, null, 2));

        assertThat(id(book.sale(call("azure", "c1", "default")))).isEqualTo(2);
        assertThat(id(book.purchase(call("azure", "c1", "default")))).isEqualTo(1);
        assertThat(book.sales(call(null, null, "default")))
                .extracting(PriceRule::id)
                .containsExactly(2L);
    }

    @Test
    void aPurchasePriceIsForTheHouseOnly() {
        PriceBook book =
                book(rule(Kind.PURCHASE, new Scope(MODEL, null, "c1", null), 1), rule(Kind.LIST, Scope.of(MODEL), 2));

        assertThat(id(book.purchase(call("openai", "c1", "default")))).isEqualTo(1);
        assertThat(id(book.purchase(call("openai", "c2", "default")))).isEqualTo(2);
        assertThat(id(book.sale(call("openai", "c1", "default")))).isEqualTo(2);
    }

    @Test
    void beforeTheChannelIsKnownEveryRuleThatMayComeToApplyCounts() {
        PriceBook book = book(
                sale(null, null, null, 1),
                sale(null, null, "vip", 2),
                sale("openai", null, null, 3),
                sale(null, "c1", "gold", 4));

        assertThat(book.sales(call(null, null, "vip")))
                .extracting(PriceRule::id)
                .containsExactlyInAnyOrder(2L, 3L);
        assertThat(book.sales(call(null, null, "default")))
                .extracting(PriceRule::id)
                .containsExactlyInAnyOrder(1L, 3L);
        assertThat(book.sales(call(null, null, "gold")))
                .extracting(PriceRule::id)
                .containsExactlyInAnyOrder(1L, 3L, 4L);
    }

    @Test
    void aCallThroughAChannelWithoutAPriceIsBilledByTheDearestRule() {
        PriceBook book = book(sale("openai", null, null, 1), sale("azure", null, null, 9));

        assertThat(id(book.bill(call("groq", "c9", "default"), new Usage(1_000_000, 0, 0, 0, 0))))
                .isEqualTo(9);
        assertThat(book.bill(new Occasion("other", null, null, "default", 0), Usage.NONE))
                .isEmpty();
    }

    @Test
    void aRuleIsForRequestsOfItsTime() {
        PriceRule always = sale(null, null, null, 1);
        PriceRule later = new PriceRule(
                2,
                Kind.SALE,
                Origin.FILE,
                Scope.of(MODEL),
                Instant.ofEpochMilli(500),
                Instant.ofEpochMilli(900),
                always.terms());
        PriceBook book = book(always, later);

        List<Long> ids = new ArrayList<>();
        for (long time : new long[] {499, 500, 899, 900}) {
            ids.add(id(book.sale(new Occasion(MODEL, null, null, "default", time))));
        }

        assertThat(ids).containsExactly(1L, 2L, 2L, 1L);
    }

    @Test
    void ofTwoOriginsTheOperatorsCounts() {
        PriceRule file = sale(null, null, null, 1);
        PriceRule own = new PriceRule(2, Kind.SALE, Origin.OPERATOR, Scope.of(MODEL), null, null, file.terms());

        assertThat(id(book(file, own).sale(call(null, null, "default")))).isEqualTo(2);
    }

    @Test
    void aChangeThatChangesNothingIsNoNewBook() {
        PriceBook book = book(sale(null, null, null, 1));
        PriceChange same = PriceChange.ofFiles(
                9, "files", List.of(sale(null, null, null, 1).numbered(0)), List.of());

        assertThat(book.with(same, 2)).isSameAs(book);
        assertThat(book.with(PriceChange.ofFiles(9, "files", List.of(), List.of()), 2)
                        .rules())
                .isEmpty();
    }

    @Test
    void aChangeKeepsTheNumbersOfWhatStays() {
        PriceBook book = book(sale(null, null, null, 1), sale("openai", null, null, 3));
        PriceRule.Key gone = sale("openai", null, null, 3).key();

        PriceBook next = book.with(
                new PriceChange(
                        Origin.FILE,
                        false,
                        0,
                        null,
                        "t",
                        null,
                        List.of(sale("azure", null, null, 4)),
                        Set.of(gone),
                        List.of()),
                2);

        assertThat(next.rules()).extracting(PriceRule::id).containsExactly(1L, 0L);
        assertThat(next.version()).isEqualTo(2);
    }

    @Test
    void groupsPayTheirMultiple() {
        GroupFactor file = new GroupFactor("vip", 900_000, Origin.FILE);
        GroupFactor own = new GroupFactor("vip", 800_000, Origin.OPERATOR);
        PriceBook book = new PriceBook(1, List.of(), List.of(own, file));

        assertThat(book.circumstances(call(null, null, "vip")).group()).isEqualTo(800_000);
        assertThat(book.circumstances(call(null, null, "default")).group()).isEqualTo(1_000_000);
    }

    @Test
    void whatAProviderChargesKnowsNoGroups() {
        assertThatThrownBy(() -> rule(Kind.PURCHASE, new Scope(MODEL, null, null, "vip"), 1))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
