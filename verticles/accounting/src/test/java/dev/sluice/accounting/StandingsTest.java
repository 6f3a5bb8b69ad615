package dev.sluice.accounting;

import static dev.sluice.accounting.Scene.POOR;
import static dev.sluice.accounting.Scene.await;
import static dev.sluice.accounting.Scene.credential;
import static dev.sluice.accounting.Scene.digest;
import static dev.sluice.accounting.Scene.key;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Identification;
import dev.sluice.model.call.Standing;
import dev.sluice.model.call.StandingRequest;
import dev.sluice.model.catalog.KeyLimits;
import dev.sluice.store.Account;
import dev.sluice.store.Budget;
import dev.sluice.store.BudgetPeriod;
import dev.sluice.store.Dimension;
import dev.sluice.store.Extract;
import dev.sluice.store.Latency;
import dev.sluice.store.Measure;
import dev.sluice.store.Sight;
import dev.sluice.store.Sums;
import dev.sluice.store.Unit;
import dev.sluice.store.UsageBooks;
import dev.sluice.store.UsageBreakdown;
import dev.sluice.store.UsageLine;
import dev.sluice.store.UsageQuery;
import dev.sluice.store.UsageSeries;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a key is told of itself: all of its own, and nothing of anybody else's. The clock stands at noon on 20 November. */
final class StandingsTest {
    private static final Instant TODAY = Instant.parse("2026-11-20T00:00:00Z");
    private static final Instant EARLIER = Instant.parse("2026-11-02T00:00:00Z");
    private static final Instant LAST_MONTH = Instant.parse("2026-10-31T00:00:00Z");

    private final MemoryStore store = new MemoryStore();
    private final HandClock clock = new HandClock();
    private final Accounting accounting = Scene.accounting(store, clock);
    private final RollUps books = new RollUps();

    /** Roll-ups with the same calls for whoever asks; remembers who did. */
    private static final class RollUps implements UsageBooks {
        private @Nullable Sight sight;
        private @Nullable UsageQuery query;

        @Override
        public UsageSeries series(Sight whose, UsageQuery asked) {
            throw new UnsupportedOperationException();
        }

        @Override
        public UsageBreakdown breakdown(Sight whose, UsageQuery asked, Dimension by, int most) {
            sight = whose;
            query = asked;
            UsageSeries dear = series("dear", Map.of(TODAY, 5L, LAST_MONTH, 100L));
            UsageSeries cheap = series("cheap", Map.of(TODAY, 1L, EARLIER, 20L));
            UsageSeries all = series("", Map.of(TODAY, 6L, EARLIER, 20L, LAST_MONTH, 100L));
            return new UsageBreakdown(all, List.of(dear, cheap));
        }

        private static UsageSeries series(String name, Map<Instant, Long> costs) {
            TreeMap<Instant, Sums> slots = new TreeMap<>();
            costs.forEach((day, cost) -> slots.put(day, sums(cost)));
            return new UsageSeries(name, Sums.NONE, slots);
        }

        /** Four requests, of which one was refused, with a token of each class. */
        private static Sums sums(long cost) {
            EnumMap<Measure, Long> measures = new EnumMap<>(Measure.class);
            for (Measure measure : Measure.values()) {
                measures.put(measure, 1L);
            }
            measures.put(Measure.REQUESTS, 4L);
            measures.put(Measure.COST, cost);
            return new Sums(measures, Latency.NONE, Latency.NONE, Map.of());
        }

        @Override
        public Extract<UsageLine> extract(Sight whose, UsageQuery asked) {
            throw new UnsupportedOperationException();
        }
    }

    @BeforeEach
    void open() {
        store.rollUps = books;
        store.users().create(POOR);
        store.keys().create(key("k", POOR, KeyLimits.NONE, 500L), digest("k"));
        store.ledger().adjust(Account.ofUser(POOR.id()), new NanoDollars(300), "gift", "gift-1");
    }

    @AfterEach
    void close() {
        await(accounting.leave());
    }

    private Standing ask(long from, long to) {
        await(accounting.enter());
        return await(accounting.standing(question("k", from, to)));
    }

    private static StandingRequest question(String keyId, long from, long to) {
        return new StandingRequest(new Identification(credential(keyId), "127.0.0.1"), from, to);
    }

    private long now() {
        return clock.wall().toEpochMilli();
    }

    private void budget(Budget.Kind kind, String subject) {
        Budget.Scope scope = new Budget.Scope(kind, subject, null);
        store.accounts()
                .budgets()
                .create(new Budget("b-" + kind, kind.name(), scope, BudgetPeriod.DAY, Unit.TOKENS, 1_000, null, true));
    }

    @Test
    void whatIsLeftIsTheLesserOfBudgetAndBalance() {
        Standing standing = ask(0, now());

        assertThat(standing.budget()).isEqualTo(new NanoDollars(500));
        assertThat(standing.budgetLeft()).isEqualTo(new NanoDollars(500));
        assertThat(standing.balance()).isEqualTo(new NanoDollars(300));
        assertThat(standing.left()).isEqualTo(new NanoDollars(300));
    }

    @Test
    void daysMonthsAndAllTimeAreAddedUpApart() {
        Standing standing = ask(0, now());

        assertThat(standing.today().cost().value()).isEqualTo(6);
        assertThat(standing.month().cost().value()).isEqualTo(26);
        assertThat(standing.ever().cost().value()).isEqualTo(126);
        assertThat(standing.range()).isEqualTo(standing.ever());
        assertThat(standing.byModel())
                .extracting(part -> part.model() + " " + part.cost().value())
                .containsExactly("dear 105", "cheap 21");
        assertThat(standing.today().requests()).isEqualTo(3);
        assertThat(standing.today().promptTokens()).isEqualTo(6);
        assertThat(standing.today().completionTokens()).isEqualTo(4);
    }

    @Test
    void aRangeEndsBeforeItsLastDay() {
        Standing standing = ask(EARLIER.toEpochMilli(), TODAY.toEpochMilli());

        assertThat(standing.range().cost().value()).isEqualTo(20);
        assertThat(standing.byModel()).extracting(part -> part.model()).containsExactly("cheap");
    }

    @Test
    void onlyTheOwnCallsOfTheOwnUserAreLookedAt() {
        ask(0, now());

        assertThat(books.sight).isEqualTo(Sight.ofUser(POOR.id()));
        assertThat(books.query)
                .isNotNull()
                .satisfies(query -> assertThat(query.only()).isEqualTo(Map.of(Dimension.KEY, "k")));
    }

    @Test
    void budgetsThatOthersShareAreNotTold() {
        budget(Budget.Kind.KEY, "k");
        budget(Budget.Kind.USER, POOR.id());
        budget(Budget.Kind.GROUP, "default");
        budget(Budget.Kind.MODEL, Scene.MODEL);

        assertThat(ask(0, now()).allowances())
                .extracting(Standing.Allowance::name)
                .containsExactlyInAnyOrder("KEY", "USER");
    }

    @Test
    void aKeyThatIsNoneIsRefused() {
        await(accounting.enter());

        assertThatThrownBy(() -> await(accounting.standing(question("nobody", 0, now()))))
                .hasRootCauseInstanceOf(GatewayException.class);
        assertThat(books.query).isNull();
    }

    @Test
    void aRangeOfMoreThanAYearIsRefused() {
        long years = clock.wall().minus(Duration.ofDays(400)).toEpochMilli();

        assertThatThrownBy(() -> ask(years, now())).hasRootCauseInstanceOf(GatewayException.class);
        assertThat(books.query).isNull();
    }

    @Test
    void whoAsksTooOftenWaits() {
        for (int i = 0; i < 60; i++) {
            ask(0, now());
        }
        assertThatThrownBy(() -> ask(0, now())).hasRootCauseInstanceOf(GatewayException.class);

        clock.pass(Duration.ofSeconds(1));

        assertThat(ask(0, now()).name()).isEqualTo("k");
    }
}
