package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Choice;
import dev.sluice.model.call.Route.Ground;
import dev.sluice.model.call.Route.Turn;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.Strategy;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** A route says how it was chosen. */
class ChoiceTest {

    private static Choice choice(Route route) {
        Choice choice = Objects.requireNonNull(route.choice());
        assertThat(choice.grounds()).hasSameSizeAs(route.candidates());
        return choice;
    }

    private static RoutingRule rule(Scope scope, String subject, Strategy strategy, String... fallbacks) {
        return new RoutingRule("rule-of-" + subject, scope, subject, strategy, List.of(fallbacks), false, null);
    }

    @Test
    void theStrategyIsNamedAndTheRuleThatNamesIt() {
        TestBench bench = new TestBench(serving("a", "m", "n"));
        bench.adopt(List.of(rule(Scope.MODEL, "m", Strategy.MOST_HEADROOM)), serving("a", "m", "n"));

        assertThat(choice(bench.route("m")).strategy()).isEqualTo(Strategy.MOST_HEADROOM);
        assertThat(choice(bench.route("m")).rule()).isEqualTo("rule-of-m");
        assertThat(choice(bench.route("m")).grounds()).containsExactly(new Ground(Turn.TAKEN, weight(bench), 1.0));
        assertThat(choice(bench.route("n")).strategy()).isEqualTo(Strategy.WEIGHTED);
        assertThat(choice(bench.route("n")).rule()).isNull();
    }

    private static long weight(TestBench bench) {
        long weight = choice(bench.route("n")).grounds().getFirst().weight();
        assertThat(weight).isPositive();
        return weight;
    }

    @Test
    void leastInFlightIsScoredByWhatIsUnderWay() {
        TestBench bench = new TestBench(serving("a", "m"));
        bench.adopt(
                List.of(rule(Scope.GROUP, "team", Strategy.LEAST_IN_FLIGHT)),
                serving("a", "m").weight(3),
                serving("b", "m"));

        Route route = bench.route("m");

        for (int i = 0; i < 2; i++) {
            Ground ground = choice(route).grounds().get(i);
            assertThat(ground.score()).isEqualTo(1.0 / ground.weight());
        }
    }

    @Test
    void eachPlaceHasItsGround() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"), serving("c", "m"));
        bench.fail("a", "m", 5);
        bench.learn("b", "m", Verdict.LIMITED, Duration.ofSeconds(20));
        bench.clock.passSeconds(31);

        Route route = bench.route("m");

        assertThat(route.candidates().getFirst().channelId()).isIn("a", "b");
        assertThat(choice(route).grounds().getFirst().turn()).isEqualTo(Turn.PROBE);
        assertThat(choice(route).grounds()).extracting(Ground::turn).contains(Turn.TAKEN);
    }

    @Test
    void thoseThatStandInHaveTheirGroundsToo() {
        TestBench bench = new TestBench(serving("a", "m"));
        bench.adopt(List.of(rule(Scope.MODEL, "m", Strategy.FILL_FIRST, "n")), serving("a", "m"), serving("b", "n"));

        Route route = bench.route("m");

        assertThat(TestBench.ids(route)).containsExactly("a", "b");
        assertThat(choice(route).grounds()).extracting(Ground::turn).containsOnly(Turn.TAKEN);
        assertThat(choice(route).rule()).isEqualTo("rule-of-m");
    }
}
