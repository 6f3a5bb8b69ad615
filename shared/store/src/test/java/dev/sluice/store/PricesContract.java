package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.price.GroupFactor;
import dev.sluice.model.price.Hours;
import dev.sluice.model.price.Occasion;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Kind;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.PriceVersion;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.Tier;
import dev.sluice.model.price.TokenClass;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a store must do with prices. */
interface PricesContract extends Stage {
    private static PriceRule rule(String model, long input) {
        return PriceRule.of(Kind.SALE, Origin.OPERATOR, Scope.of(model), Terms.flat(Rates.ofTokens(input, input)));
    }

    private static PriceChange change(PriceRule... rules) {
        return PriceChange.ofOperator("test", List.of(rules), List.of());
    }

    private static Occasion call(String model) {
        return new Occasion(model, null, null, "default", 5);
    }

    @Test
    default void aRuleComesBackAsItWasPublished() {
        Rates base = new Rates(
                Map.of(TokenClass.INPUT, 2_500_000_000L, TokenClass.OUTPUT, 10_000_000_001L, TokenClass.CACHE_READ, 0L),
                7,
                Map.of("image", 40_000_000_000_000L, "millisecond", 100_000_000L, "tool/web_search", 1L));
        PriceRule full = new PriceRule(
                0,
                Kind.PURCHASE,
                Origin.OPERATOR,
                new Scope("模型", "openai", "channel-1", null),
                Instant.ofEpochMilli(1_800_000_000_001L),
                Instant.ofEpochMilli(1_900_000_000_002L),
                new Terms(
                        base,
                        List.of(
                                new Tier(200_000, null, Rates.ofTokens(3, 4)),
                                new Tier(0, "flex", Rates.ofTokens(1, 2))),
                        Map.of("batch", 500_000L),
                        List.of(new Hours(
                                LocalTime.of(16, 30), LocalTime.of(0, 30), ZoneId.of("Europe/Berlin"), 250_001)),
                        new NanoDollars(3)));

        PriceBook book = store().prices().publish(change(full));

        PriceRule kept = book.rules().getFirst();
        assertThat(kept).isEqualTo(full.numbered(kept.id()));
        assertThat(store().prices().find(kept.id())).contains(kept);
        assertThat(store().prices().book(book.version()).orElseThrow().rules()).containsExactly(kept);
        assertThat(store().prices().find(kept.id() + 1)).isEmpty();
        assertThat(store().prices().book(book.version() + 1)).isEmpty();
    }

    @Test
    default void aVersionNeverChangesAndSharesWhatStaysTheSame() {
        PriceBook first = store().prices().publish(change(rule("a", 1), rule("b", 1)));
        long generation = store().generation();

        PriceBook second = store().prices().publish(change(rule("b", 2)));
        PriceBook same = store().prices().publish(change(rule("b", 2)));

        assertThat(second.version()).isEqualTo(first.version() + 1);
        assertThat(store().generation()).isEqualTo(generation + 1);
        assertThat(same.version()).isEqualTo(second.version());
        assertThat(second.sale(call("a"))).isEqualTo(first.sale(call("a")));
        assertThat(second.sale(call("b"))).isNotEqualTo(first.sale(call("b")));
        PriceBook again = store().prices().book(first.version()).orElseThrow();
        assertThat(again.rules()).containsExactlyInAnyOrderElementsOf(first.rules());
    }

    @Test
    default void filesReplaceWhatTheySaidBeforeAndLeaveTheOperatorsRulesAlone() {
        PriceRule theirs = PriceRule.flat("file", 1, 1);
        store().prices().publish(PriceChange.ofFiles(20, "files", List.of(theirs), List.of()));
        store().prices().publish(change(rule("own", 3)));

        PriceBook book = store().prices()
                .publish(PriceChange.ofFiles(10, "files", List.of(PriceRule.flat("other", 1, 1)), List.of()));

        assertThat(book.version()).isEqualTo(22);
        assertThat(book.sale(call("file"))).isEmpty();
        assertThat(book.sale(call("other"))).isPresent();
        assertThat(book.sale(call("own"))).isPresent();
    }

    @Test
    default void multipliersOfGroupsBelongToVersions() {
        GroupFactor vip = new GroupFactor("vip", 800_000, Origin.OPERATOR);
        PriceBook first = store().prices().publish(PriceChange.ofOperator("t", List.of(rule("a", 1)), List.of(vip)));
        GroupFactor dearer = new GroupFactor("vip", 900_000, Origin.OPERATOR);

        PriceBook second = store().prices().publish(PriceChange.ofOperator("t", List.of(), List.of(dearer)));

        assertThat(store().prices().book(first.version()).orElseThrow().groups())
                .containsExactly(vip);
        assertThat(store().prices().book(second.version()).orElseThrow().groups())
                .containsExactly(dearer);
    }

    @Test
    default void aRemovedRuleIsGoneFromTheNextVersionOn() {
        PriceBook first = store().prices().publish(change(rule("a", 1), rule("b", 1)));
        PriceRule.Key gone = rule("a", 1).key();

        PriceBook second = store().prices()
                .publish(new PriceChange(
                        Origin.OPERATOR, false, 0, null, "t", "why", List.of(), Set.of(gone), List.of()));

        assertThat(second.sale(call("a"))).isEmpty();
        assertThat(store().prices().book(first.version()).orElseThrow().sale(call("a")))
                .isPresent();
    }

    @Test
    default void aVersionComesIntoForceInItsTime() {
        Instant later = Instant.ofEpochMilli(4_000_000_000_000L);
        PriceBook now = store().prices().publish(change(rule("a", 1)));

        PriceBook then = store().prices()
                .publish(new PriceChange(
                        Origin.OPERATOR, false, 0, later, "t", null, List.of(rule("a", 2)), Set.of(), List.of()));

        assertThat(store().prices().versionAt(later.minusMillis(1))).isEqualTo(now.version());
        assertThat(store().prices().versionAt(later)).isEqualTo(then.version());
        assertThat(store().prices().versionAt(Instant.EPOCH)).isEqualTo(now.version());
        assertThatThrownBy(() -> store().prices().publish(change(rule("a", 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("begins at " + later);
        assertThat(store().prices().versions(null, 10).items())
                .extracting(PriceVersion::version)
                .containsExactly(then.version(), now.version());
        assertThat(store().prices().versions(null, 1).next()).isEqualTo(String.valueOf(then.version()));
    }

    private static PriceChange files(int version, long price) {
        return PriceChange.ofFiles(version, "files", List.of(PriceRule.flat("file", price, price)), List.of());
    }

    private static PriceChange scheduled(Instant from, PriceRule rule) {
        return new PriceChange(
                Origin.OPERATOR, false, 0, from, "operator", "as agreed", List.of(rule), Set.of(), List.of());
    }

    private Rates rates(Instant at, String model) {
        return store().prices()
                .current(at)
                .sale(call(model))
                .orElseThrow()
                .terms()
                .base();
    }

    @Test
    default void newFilesDoNotWaitForWhatTheOperatorHasScheduledAndThatStaysScheduled() {
        Instant now = Instant.now();
        Instant may = now.plus(Duration.ofDays(30));
        Instant june = now.plus(Duration.ofDays(60));
        store().prices().publish(files(7, 1));
        store().prices().publish(change(rule("own", 1), rule("other", 1)));
        store().prices().publish(scheduled(may, rule("own", 2)));
        store().prices().publish(scheduled(june, rule("own", 3)));

        PriceBook begun = store().prices().publish(files(8, 5));
        PriceBook again = store().prices().publish(files(9, 6));
        PriceBook same = store().prices().publish(files(9, 6));

        Instant soon = Instant.now().plusSeconds(5);
        assertThat(begun.sale(call("file")).orElseThrow().terms().base()).isEqualTo(Rates.ofTokens(5, 5));
        assertThat(same.version()).isEqualTo(again.version());
        assertThat(store().prices().versionAt(soon)).isEqualTo(again.version());
        for (Instant at : List.of(soon, may, june)) {
            assertThat(rates(at, "file")).isEqualTo(Rates.ofTokens(6, 6));
            assertThat(rates(at, "other")).isEqualTo(Rates.ofTokens(1, 1));
        }
        assertThat(rates(soon, "own")).isEqualTo(Rates.ofTokens(1, 1));
        assertThat(rates(may.minusMillis(1), "own")).isEqualTo(Rates.ofTokens(1, 1));
        assertThat(rates(may, "own")).isEqualTo(Rates.ofTokens(2, 2));
        assertThat(rates(june, "own")).isEqualTo(Rates.ofTokens(3, 3));
        store().prices().publish(scheduled(june.plusSeconds(1), rule("own", 4)));
        assertThat(rates(june, "own")).isEqualTo(Rates.ofTokens(3, 3));
        assertThat(rates(june.plusSeconds(1), "own")).isEqualTo(Rates.ofTokens(4, 4));
    }

    @Test
    default void aPreviewIsKeptNowhere() {
        store().prices().publish(change(rule("a", 1)));

        PriceBook preview = store().prices().preview(change(rule("a", 2)));

        assertThat(preview.sale(call("a")).orElseThrow().terms().base()).isEqualTo(Rates.ofTokens(2, 2));
        assertThat(store().prices().versions(null, 10).items()).hasSize(1);
    }

    @Test
    default void nodesThatStartAtOnceMakeOneVersion() throws Exception {
        List<PriceBook> books = Crowd.of(6, () -> store().prices().publish(Samples.BOOK));

        assertThat(books).extracting(PriceBook::version).containsOnly(Samples.BOOK.version());
        assertThat(store().prices().versions(null, 10).items()).hasSize(1);
    }

    @Test
    default void anEmptyStoreHasNoPrices() {
        assertThat(store().prices().versionAt(Instant.now())).isZero();
        assertThat(store().prices().current(Instant.now()).rules()).isEmpty();
        assertThat(store().prices().publish(change()).version()).isZero();
    }
}
