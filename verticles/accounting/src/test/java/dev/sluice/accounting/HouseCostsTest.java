package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.UnbilledUse.Kind;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.PriceChange;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.PriceRule.Origin;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.store.StoreUnavailable;
import dev.sluice.store.UnbilledLine;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What no caller pays is reckoned by purchase prices and added up by hour and channel. */
class HouseCostsTest {
    private static final long TOKEN = 1_000_000;
    private static final long HOUR = 3_600_000;
    private static final Duration SOME = Duration.ofSeconds(1);

    private final MemoryPrices prices = new MemoryPrices();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AccountingMeters meters = new AccountingMeters(registry);
    private final Pricing pricing = new Pricing(prices, meters);
    private final MemoryUnbilledUses kept = new MemoryUnbilledUses();
    private final HouseCosts costs = new HouseCosts(pricing, kept, meters);

    HouseCostsTest() {
        prices.publish(PriceChange.ofOperator(
                "test",
                List.of(rule(PriceRule.Kind.SALE, "m", 9), rule(PriceRule.Kind.PURCHASE, "m-up", 2)),
                List.of()));
        pricing.reload(Instant.EPOCH);
    }

    private static PriceRule rule(PriceRule.Kind kind, String model, long rate) {
        return PriceRule.of(
                kind, Origin.OPERATOR, Scope.of(model), Terms.flat(Rates.ofTokens(rate * TOKEN, rate * TOKEN)));
    }

    private static UnbilledUse use(Kind kind, String channel, String upstreamModel, long at) {
        Candidate candidate = new Candidate(
                channel, "name-" + channel, "openai", upstreamModel, new Timeouts(SOME, SOME, SOME, SOME));
        return new UnbilledUse(kind, candidate, "m", "default", at, new Usage(100, 0, 0, 20, 0));
    }

    @Test
    void theProvidersOwnNameOfAModelHasThePriceAndSalesCountForNothing() {
        assertThat(costs.add(use(Kind.HEDGE, "c1", "m-up", 5)).purchase()).isEqualTo(new NanoDollars(240));
        assertThat(costs.add(use(Kind.HEDGE, "c1", "unheard-of", 5)).purchase()).isNull();
        assertThat(registry.get("sluice.unbilled.nanodollars")
                        .tag("channel", "name-c1")
                        .tag("purpose", "hedge")
                        .counter()
                        .count())
                .isEqualTo(240);
        assertThat(registry.get("sluice.unbilled.requests").counter().count()).isEqualTo(2);
        assertThat(registry.get("sluice.cost.nanodollars").counter().count()).isZero();
    }

    @Test
    void whatNoCallCanHaveUsedIsNotBelieved() {
        UnbilledUse absurd = use(Kind.SHADOW, "c1", "m-up", HOUR).withUsage(new Usage(1_000_000_000, 0, 0, 20, 0));

        assertThat(costs.add(absurd).purchase()).isEqualTo(NanoDollars.ZERO);
    }

    @Test
    void whatIsOfOneHourChannelAndPurposeIsOneLineAndWrittenOnce() {
        costs.add(use(Kind.HEDGE, "c1", "m-up", HOUR + 5));
        costs.add(use(Kind.HEDGE, "c1", "m-up", 2 * HOUR - 1));
        costs.add(use(Kind.SHADOW, "c1", "m-up", HOUR));
        costs.add(use(Kind.HEDGE, "c1", "m-up", 2 * HOUR));

        costs.write();
        costs.write();

        assertThat(kept.lines)
                .containsExactlyInAnyOrder(
                        line(HOUR, Kind.HEDGE, 2), line(HOUR, Kind.SHADOW, 1), line(2 * HOUR, Kind.HEDGE, 1));
    }

    @Test
    void whatCannotBeWrittenIsWrittenWithTheNext() {
        kept.away = true;
        costs.add(use(Kind.SHADOW, "c1", "m-up", HOUR));
        assertThatThrownBy(costs::write).isInstanceOf(StoreUnavailable.class);
        costs.close();
        costs.add(use(Kind.SHADOW, "c1", "m-up", HOUR));
        kept.away = false;

        costs.close();

        assertThat(kept.lines).containsExactly(line(HOUR, Kind.SHADOW, 2));
    }

    private static UnbilledLine line(long startsAt, Kind purpose, long times) {
        return new UnbilledLine(
                Instant.ofEpochMilli(startsAt),
                "c1",
                purpose,
                times,
                100 * times,
                20 * times,
                new NanoDollars(240 * times));
    }
}
