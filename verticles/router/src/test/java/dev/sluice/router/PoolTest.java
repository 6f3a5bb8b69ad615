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
import dev.sluice.model.call.Traffic.Ticket;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** One name that several upstream models of a channel serve. */
class PoolTest {
    private static final Duration TOOK = Duration.ofMillis(1);
    private static final PoolMember ONE = new PoolMember("one", 3);
    private static final PoolMember TWO = new PoolMember("two", 1);

    private static SampleChannel pooled() {
        return serving("a", "m").pool("m", ONE, TWO);
    }

    private static List<String> models(TestBench bench) {
        return bench.route("m").candidates().stream()
                .map(it -> it.channelId() + "/" + it.upstreamModel())
                .toList();
    }

    private static void learn(TestBench bench, String upstreamModel, Verdict verdict) {
        bench.clock.pass(TOOK);
        bench.router.learn(new Outcome("a", "m", verdict, null, null, TOOK).at(upstreamModel));
    }

    @Test
    void callsAreSpreadByWeightAndTheChannelKeepsItsShare() {
        TestBench bench = new TestBench(pooled().weight(2), serving("b", "m").weight(2));
        Map<String, Integer> firsts = new HashMap<>();
        for (int i = 0; i < 8_000; i++) {
            firsts.merge(models(bench).getFirst(), 1, Integer::sum);
        }

        boolean holds = firsts.equals(Map.of("a/one", 3_000, "a/two", 1_000, "b/m", 4_000));
        print("PL1", firsts.getOrDefault("a/one", 0), "of_8000_calls_at_the_heavier_of_a_pool", holds);
        print("PL1", firsts.getOrDefault("b/m", 0), "of_8000_calls_at_an_equal_channel", holds);
        assertThat(firsts).containsOnly(Map.entry("a/one", 3_000), Map.entry("a/two", 1_000), Map.entry("b/m", 4_000));
    }

    @Test
    void aModelThatTheUpstreamDoesNotKnowRestsAndTheNextOfThePoolIsTried() {
        TestBench bench = new TestBench(pooled());
        assertThat(models(bench)).containsExactly("a/one", "a/two");

        learn(bench, "one", Verdict.MODEL_UNKNOWN);

        assertThat(models(bench)).containsExactly("a/two");
        assertThat(bench.models("team")).containsExactly("m");
        learn(bench, "two", Verdict.MODEL_UNKNOWN);
        assertThat(bench.models("team")).isEmpty();
    }

    @Test
    void aPoolDoesNotTakeThePlacesOfOtherChannels() {
        SampleChannel large = serving("a", "m")
                .pool(
                        "m",
                        new PoolMember("1", 9),
                        new PoolMember("2", 9),
                        new PoolMember("3", 9),
                        new PoolMember("4", 9))
                .weight(1000);

        assertThat(models(new TestBench(
                        large, serving("b", "m"), serving("c", "m").priority(-1))))
                .hasSize(4)
                .contains("b/m", "c/m");
        assertThat(models(new TestBench(large))).hasSize(4);
    }

    @Test
    void oneFactOfAModelSaysNothingOfTheOthers() {
        TestBench bench = new TestBench(RouterSettings.DEFAULTS.with(Strategy.LOWEST_LATENCY), pooled());
        bench.router.learn(
                new Outcome("a", "m", Verdict.OK, null, Duration.ofSeconds(3), Duration.ofSeconds(3)).at("one"));
        bench.router.learn(
                new Outcome("a", "m", Verdict.OK, null, Duration.ofMillis(5), Duration.ofSeconds(3)).at("two"));
        bench.router.learn(new UsageSeen("a", "m", new Usage(1, 2, 0, 1, 0), "two"));

        assertThat(models(bench)).first().isEqualTo("a/two");
    }

    @Test
    void aSessionStaysWithItsModel() {
        TestBench bench = new TestBench(RouterSettings.DEFAULTS.with(Strategy.SESSION_AFFINITY), pooled());
        int atOne = 0;
        for (long seed : SEEDS) {
            SplittableRandom random = new SplittableRandom(seed);
            for (int session = 0; session < 200; session++) {
                long anchor = random.nextLong() | 1;
                String first = first(bench, anchor);
                assertThat(first(bench, anchor)).isEqualTo(first);
                atOne += first.equals("one") ? 1 : 0;
            }
        }
        long percent = 100L * atOne / (200L * SEEDS.length);
        print("PL2", percent, "percent_of_sessions_at_a_model_of_three_quarters", percent >= 70 && percent <= 80);
        assertThat(percent).isBetween(70L, 80L);
    }

    private static String first(TestBench bench, long session) {
        RouteRequest request = new RouteRequest(
                "team", "m", Dialect.OPENAI, Operation.CHAT, Needs.NONE, Set.of(), new Anchor(session, 0));
        return bench.router.route(request).candidates().getFirst().upstreamModel();
    }

    /** As many under way as are said; whichever of them ends next is drawn. */
    @Test
    void anEqualChannelBesideAPoolKeepsItsShareWhereTheLeastBusyIsTaken() {
        for (int models : new int[] {2, 5}) {
            for (int underWay : new int[] {0, 1, 3, 10, 200}) {
                long share = shareOfB(models, underWay);
                String unit =
                        "percent_of_calls_at_a_channel_beside_a_pool_of_" + models + "_with_" + underWay + "_under_way";
                print("PL4", share, unit, share >= 45 && share <= 55);
                assertThat(share).as(unit).isBetween(45L, 55L);
            }
        }
    }

    private static long shareOfB(int models, int underWay) {
        PoolMember[] pool = IntStream.range(0, models)
                .mapToObj(i -> new PoolMember("m" + i, 1))
                .toArray(PoolMember[]::new);
        int calls = 4_000;
        int atB = 0;
        for (long seed : SEEDS) {
            SplittableRandom random = new SplittableRandom(seed);
            TestBench bench = new TestBench(
                    RouterSettings.DEFAULTS.with(Strategy.LEAST_IN_FLIGHT),
                    serving("a", "m").pool("m", pool),
                    serving("b", "m"));
            List<Ticket> open = new ArrayList<>();
            for (int call = 0; call < calls; call++) {
                Candidate first = bench.route("m").candidates().getFirst();
                atB += first.channelId().equals("b") ? 1 : 0;
                open.add(bench.traffic.begin(first, 0));
                if (open.size() > underWay) {
                    open.remove(random.nextInt(open.size())).end(0);
                }
            }
        }
        return Math.round(100.0 * atB / (calls * SEEDS.length));
    }

    /** A call a second for twenty minutes; in the first ten the heavier of two models is not there. */
    @Test
    void callersSeeNoErrorWhileOneOfAPoolIsMissing() {
        long errors = 0;
        long further = 0;
        long back = Long.MAX_VALUE;
        TestBench bench = new TestBench(pooled());
        for (int second = 0; second < 1200; second++) {
            bench.clock.passSeconds(1);
            boolean isMissing = second < 600;
            boolean answered = false;
            int attempts = 0;
            for (Candidate next : bench.route("m").candidates()) {
                if (!answered) {
                    attempts++;
                    answered = !isMissing || next.upstreamModel().equals("two");
                    learn(bench, next.upstreamModel(), answered ? Verdict.OK : Verdict.MODEL_UNKNOWN);
                    back = answered && next.upstreamModel().equals("one") ? Math.min(back, second) : back;
                }
            }
            errors += answered ? 0 : 1;
            further += attempts - 1;
        }
        boolean holds = errors == 0 && further <= 4;
        print("PL3", errors, "errors_of_1200_calls_while_a_model_of_a_pool_was_missing", holds);
        print("PL3", further, "further_attempts_by_that", holds);
        print("PL3", back - 600, "seconds_from_its_return_to_its_first_call", back - 600 <= 300);
        assertThat(errors).isZero();
        assertThat(further).isLessThanOrEqualTo(4);
        assertThat(back - 600).isLessThanOrEqualTo(300);
    }
}
