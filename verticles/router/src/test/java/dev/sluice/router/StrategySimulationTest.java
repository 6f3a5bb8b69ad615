package dev.sluice.router;

import static dev.sluice.router.Figures.SEEDS;
import static dev.sluice.router.Figures.print;
import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Needs;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.price.PriceBook;
import dev.sluice.model.price.PriceRule;
import dev.sluice.model.price.Rates;
import dev.sluice.model.price.Scope;
import dev.sluice.model.price.Terms;
import dev.sluice.model.price.TokenClass;
import dev.sluice.router.Cluster.Attempt;
import dev.sluice.router.Cluster.Reaction;
import dev.sluice.router.Cluster.Setup;
import dev.sluice.router.Cluster.Weather;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What each strategy is for, as a figure. Other seeds: {@code -Dsluice.seeds=7,8}. */
class StrategySimulationTest {
    private static final Weather FAIR = new Weather(0, Duration.ofMillis(100));
    private static final Duration QUICK = Duration.ofMillis(200);
    private static final Duration SLOW = Duration.ofSeconds(2);
    private static final int SESSIONS = 300;
    private static final int TURNS = 10;

    @Test
    void leastInFlightAndLowestLatencySpareCallersTheSlowChannel() {
        double worstOfLoad = 0;
        double worstOfLatency = 0;
        for (long seed : SEEDS) {
            double turns = waitAtTheNinetyNinth(seed, Strategy.ROUND_ROBIN);
            worstOfLoad = Math.max(worstOfLoad, waitAtTheNinetyNinth(seed, Strategy.LEAST_IN_FLIGHT) / turns);
            worstOfLatency = Math.max(worstOfLatency, waitAtTheNinetyNinth(seed, Strategy.LOWEST_LATENCY) / turns);
        }
        print("G1", percent(worstOfLoad), "percent_of_round_robins_p99_by_least_in_flight", worstOfLoad <= 0.5);
        print("G2", percent(worstOfLatency), "percent_of_round_robins_p99_by_lowest_latency", worstOfLatency <= 0.25);
        assertThat(worstOfLoad).isLessThanOrEqualTo(0.5);
        assertThat(worstOfLatency).isLessThanOrEqualTo(0.25);
    }

    /**
     * One channel of four answers ten times as slowly, and the slower the more it has under way, as one that is overloaded
     * does.
     */
    private static double waitAtTheNinetyNinth(long seed, Strategy strategy) {
        List<Long> waits = new ArrayList<>();
        Cluster[] cluster = new Cluster[1];
        cluster[0] = new Cluster(seed, new Setup(1, RouterSettings.DEFAULTS.with(strategy), FAIR), attempt -> {
            Duration wait = attempt.channel().equals("a") ? slowed(cluster[0], attempt) : QUICK;
            waits.add(wait.toNanos());
            return Reaction.ok(wait);
        });
        cluster[0].adopt(serving("a", "m"), serving("b", "m"), serving("c", "m"), serving("d", "m"));
        cluster[0].rate(40);
        cluster[0].run(Duration.ofSeconds(10));
        waits.clear();
        cluster[0].run(Duration.ofMinutes(2));
        return quantile(waits, 0.99);
    }

    private static Duration slowed(Cluster cluster, Attempt attempt) {
        long underWay = cluster.nodes.getFirst().traffic.lane(attempt.channel()).inFlight();
        return SLOW.plusMillis(200 * underWay);
    }

    @Test
    void aSessionStaysAtItsChannelAndMovesAsAWholeWhenThatFails() {
        double staying = 1;
        double moved = 0;
        double together = 1;
        for (long seed : SEEDS) {
            TestBench one = affine();
            TestBench other = affine();
            SplittableRandom random = new SplittableRandom(seed);
            long[] sessions = random.longs(SESSIONS).toArray();
            Map<Long, String> before = new HashMap<>();
            for (long session : sessions) {
                before.put(session, first(one, session));
            }
            staying = Math.min(staying, share(sessions, session -> sameChannel(one, other, session, before)));
            one.fail("a", "m", 5);
            other.fail("a", "m", 5);
            Map<Long, String> after = new HashMap<>();
            for (long session : sessions) {
                after.put(session, first(one, session));
            }
            moved = Math.max(moved, share(sessions, s -> isMovedWithoutNeed(before.get(s), after.get(s)) ? 1 : 0));
            together = Math.min(together, share(sessions, session -> sameChannel(one, other, session, after)));
            assertThat(after).doesNotContainValue("a");
        }
        print("G3", percent(staying), "percent_of_turns_at_the_sessions_channel_on_two_nodes", staying >= 1);
        print("G3", percent(moved), "percent_of_sessions_moved_without_need", moved <= 0);
        print("G3", percent(together), "percent_of_turns_at_the_sessions_new_channel_on_two_nodes", together >= 1);
        assertThat(staying).isEqualTo(1);
        assertThat(moved).isZero();
        assertThat(together).isEqualTo(1);
    }

    private static boolean isMovedWithoutNeed(@Nullable String before, @Nullable String after) {
        return !"a".equals(before) && !Objects.equals(before, after);
    }

    private static TestBench affine() {
        return new TestBench(
                RouterSettings.DEFAULTS.with(Strategy.SESSION_AFFINITY),
                serving("a", "m"),
                serving("b", "m"),
                serving("c", "m").weight(2));
    }

    /** The share of turns, in parts of one, that go where the session began, whichever of two nodes they come to. */
    private static double sameChannel(TestBench one, TestBench other, long session, Map<Long, String> home) {
        int same = 0;
        for (int turn = 0; turn < TURNS; turn++) {
            same += first(turn % 2 == 0 ? one : other, session).equals(home.get(session)) ? 1 : 0;
        }
        return (double) same / TURNS;
    }

    private interface Part {
        double of(long session);
    }

    private static double share(long[] sessions, Part part) {
        double sum = 0;
        for (long session : sessions) {
            sum += part.of(session);
        }
        return sum / sessions.length;
    }

    private static String first(TestBench bench, long session) {
        return bench.router
                .route(request(Needs.NONE, new Anchor(session, 1)))
                .candidates()
                .getFirst()
                .channelId();
    }

    private static RouteRequest request(Needs needs, Anchor anchor) {
        return new RouteRequest("team", "m", Dialect.OPENAI, Operation.CHAT, needs, Set.of(), anchor);
    }

    @Test
    void theLoadOfAffinityIsAsTheWeightsSay() {
        TestBench bench = affine();
        Map<String, Integer> homes = new HashMap<>();
        new SplittableRandom(SEEDS[0]).longs(10_000).forEach(s -> homes.merge(first(bench, s), 1, Integer::sum));

        print("G4", homes.getOrDefault("c", 0) / 100, "percent_of_sessions_at_the_channel_with_half_the_weight", true);
        assertThat(homes.get("a")).isBetween(2300, 2700);
        assertThat(homes.get("b")).isBetween(2300, 2700);
        assertThat(homes.get("c")).isBetween(4750, 5250);
    }

    @Test
    void callsGoWhereTheyCostLeastWithWhatIsCachedThere() {
        TestBench bench = new TestBench(
                RouterSettings.DEFAULTS.with(Strategy.LOWEST_COST), serving("list", "m"), serving("cheap", "m"));
        bench.router.price(new PriceBook(1, List.of(price("list", 10, 1), price("cheap", 8, 8)), List.of()));
        Needs needs = new Needs(10_000, 100, false, false);
        ToLongFunction<String> firsts = channel -> {
            int found = 0;
            for (int i = 0; i < 100; i++) {
                Candidate first = bench.router
                        .route(request(needs, new Anchor(1, 1)))
                        .candidates()
                        .getFirst();
                found += first.channelId().equals(channel) ? 1 : 0;
            }
            return found;
        };
        long atTheCheapest = firsts.applyAsLong("cheap");
        for (int i = 0; i < 50; i++) {
            bench.router.learn(new UsageSeen("list", "m", new Usage(2_000, 8_000, 0, 100, 0)));
        }
        long atTheCached = firsts.applyAsLong("list");
        bench.fail("list", "m", 5);
        long withoutIt = firsts.applyAsLong("cheap");

        print("G5", atTheCheapest, "percent_of_calls_at_the_cheapest_channel", atTheCheapest == 100);
        print("G5", atTheCached, "percent_of_calls_where_four_fifths_are_cached_at_a_tenth", atTheCached == 100);
        assertThat(atTheCheapest).isEqualTo(100);
        assertThat(atTheCached).isEqualTo(100);
        assertThat(withoutIt).isEqualTo(100);
    }

    private static PriceRule price(String channel, long input, long cached) {
        long dollars = 1_000_000_000L;
        return PriceRule.of(
                PriceRule.Kind.PURCHASE,
                PriceRule.Origin.OPERATOR,
                new Scope("m", null, channel, null),
                Terms.flat(new Rates(
                        Map.of(
                                TokenClass.INPUT,
                                input * dollars,
                                TokenClass.CACHE_READ,
                                cached * dollars,
                                TokenClass.OUTPUT,
                                dollars),
                        0,
                        Map.of())));
    }

    private static double quantile(List<Long> nanos, double part) {
        return nanos.stream()
                .sorted()
                .skip((long) (nanos.size() * part))
                .findFirst()
                .orElseThrow();
    }

    private static long percent(double share) {
        return Math.round(share * 100);
    }

    @Test
    void channelsAreUsedInProportionToWhatTheyAllow() {
        long left = 100;
        long naive = 0;
        for (long seed : SEEDS) {
            left = Math.min(left, leftAtTheFullest(seed, Strategy.MOST_HEADROOM));
            naive = Math.max(naive, leftAtTheFullest(seed, Strategy.ROUND_ROBIN));
        }
        print("G6", left, "percent_left_at_the_fullest_of_three_channels_by_most_headroom", left >= 35);
        System.out.printf("# by round robin: %d%n", naive);
        assertThat(left).isGreaterThanOrEqualTo(35);
        assertThat(naive).isLessThan(10);
    }

    /** Half of what three upstreams allow is asked for, by two nodes; one allows a tenth of what each of the others does. */
    private static long leftAtTheFullest(long seed, Strategy strategy) {
        Map<String, Tokens> upstreams =
                Map.of("a", new Tokens(60_000), "b", new Tokens(600_000), "c", new Tokens(600_000));
        Cluster cluster = new Cluster(
                seed,
                new Setup(2, RouterSettings.DEFAULTS.with(strategy), FAIR),
                attempt ->
                        upstreams.getOrDefault(attempt.channel(), new Tokens(0)).react(attempt));
        cluster.adopt(serving("a", "m"), serving("b", "m"), serving("c", "m"));
        cluster.rate(5);
        cluster.run(Duration.ofMinutes(5));
        return upstreams.values().stream().mapToLong(one -> one.least).min().orElseThrow();
    }

    /** An upstream that allows so many tokens in a minute, of which a call takes a thousand. */
    private static final class Tokens {
        private static final long MINUTE = Duration.ofMinutes(1).toNanos();
        private static final long CALL = 1_000;

        private final long limit;
        private long minute = Long.MIN_VALUE;
        private long left;
        /** The least that was left, in percent. */
        private long least = 100;

        Tokens(long limit) {
            this.limit = limit;
        }

        Reaction react(Attempt attempt) {
            long now = Math.floorDiv(attempt.at(), MINUTE);
            left = now == minute ? left : limit;
            minute = now;
            Duration reset = Duration.ofNanos((now + 1) * MINUTE - attempt.at());
            boolean fits = left >= CALL;
            left -= fits ? CALL : 0;
            least = Math.min(least, left * 100 / limit);
            List<UpstreamLimit> said = List.of(new UpstreamLimit(UpstreamLimit.Kind.TOKENS, limit, left, reset));
            return new Reaction(fits ? Verdict.OK : Verdict.LIMITED, QUICK, fits ? null : reset, said);
        }
    }

    @Test
    void outcomesOfACallThatTimesOutCountAsSlow() {
        TestBench bench = new TestBench(
                RouterSettings.DEFAULTS.with(Strategy.LOWEST_LATENCY), serving("a", "m"), serving("b", "m"));
        bench.learn("a", "m", Verdict.OK);
        bench.router.learn(new Outcome("b", "m", Verdict.OK, null, Duration.ofMillis(50), Duration.ofMillis(50)));
        bench.router.learn(new Outcome("a", "m", Verdict.TIMED_OUT, null, null, Duration.ofSeconds(30)));

        for (int i = 0; i < 20; i++) {
            assertThat(bench.order("m")).startsWith("b");
        }
    }
}
