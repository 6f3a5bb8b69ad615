package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How health bears on the choice. */
class SelectionTest {

    @Test
    void aRestingChannelIsPassedOverWithTheReason() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"), serving("c", "m"));

        bench.fail("a", "m", 5);
        Route route = bench.route("m");

        assertThat(TestBench.ids(route)).containsExactlyInAnyOrder("b", "c");
        assertThat(route.skipped()).containsExactly(new Route.Skipped("a", "rests after failures in a row"));
    }

    @Test
    void whatTheGatewayAnswersItselfNeedsNoHealthAndTakesNoProbe() {
        TestBench bench = new TestBench(serving("a", "m").priority(1), serving("b", "m"));
        bench.fail("a", "m", 5);
        bench.clock.passSeconds(30);

        Route count = bench.route("team", "m", Operation.COUNT_TOKENS);

        assertThat(TestBench.ids(count)).containsExactly("a", "b");
        assertThat(count.candidates()).allMatch(Candidate::answeredHere);
        // The probe is still there for a call that tells something.
        assertThat(bench.route("m").candidates().getFirst().channelId()).isEqualTo("a");
        assertThat(bench.route("m").candidates()).noneMatch(Candidate::answeredHere);
    }

    @Test
    void whatTheUpstreamCountsIsItsOwnAnswer() {
        TestBench bench = new TestBench(serving("a", "m").provider("claude"));

        Route count = bench.router.route(new RouteRequest("team", "m", Dialect.ANTHROPIC, Operation.COUNT_TOKENS));

        assertThat(count.candidates()).hasSize(1).noneMatch(Candidate::answeredHere);
    }

    @Test
    void itIsPassedOverForAllItsModels() {
        TestBench bench = new TestBench(serving("a", "m", "n"), serving("b", "n"));

        bench.fail("a", "m", 5);

        assertThat(bench.order("n")).containsExactly("b");
    }

    @Test
    void aChannelThatIsLimitedForOneModelServesItsOthers() {
        TestBench bench =
                new TestBench(serving("a", "m", "n").mapping("m", "up").priority(1), serving("b", "m", "n"));

        bench.learn("a", "m", Verdict.LIMITED, Duration.ofSeconds(20));

        assertThat(bench.order("m")).containsExactly("b");
        assertThat(bench.order("n")).containsExactly("a", "b");
    }

    @Test
    void twoNamesForOneUpstreamModelAreLimitedTogether() {
        TestBench bench =
                new TestBench(serving("a", "alias", "up").mapping("alias", "up").priority(1), serving("b", "up"));

        bench.learn("a", "alias", Verdict.LIMITED, Duration.ofSeconds(20));

        assertThat(bench.order("up")).containsExactly("b");
    }

    @Test
    void theProbeComesFirstInOneCallAndTheOthersPassItOver() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").weight(1000));
        bench.fail("a", "m", 5);
        bench.clock.passSeconds(30);

        assertThat(bench.order("m")).containsExactly("a", "b");
        assertThat(bench.order("m")).containsExactly("b");

        bench.learn("a", "m", Verdict.OK);
        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aCuredChannelIsBackWithinThirtyFiveSecondsHoweverLongItWasIll() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.fail("a", "m", 5);
        for (int second = 0; second < 600; second++) {
            bench.clock.passSeconds(1);
            if (bench.order("m").getFirst().equals("a")) {
                bench.learn("a", "m", Verdict.FAILED);
            }
        }

        int afterCure = 0;
        while (!bench.order("m").getFirst().equals("a")) {
            bench.clock.passSeconds(1);
            afterCure++;
        }
        bench.learn("a", "m", Verdict.OK);

        assertThat(afterCure).isLessThanOrEqualTo(30);
        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void whileIllItCostsNoMoreThanFiveAttemptsAndAProbeEveryThirtySeconds() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));

        int failures = 0;
        for (int call = 0; call < 1200; call++) {
            bench.clock.pass(Duration.ofMillis(100));
            if (bench.order("m").getFirst().equals("a")) {
                failures++;
                bench.learn("a", "m", Verdict.FAILED);
            } else {
                bench.learn("b", "m", Verdict.OK);
            }
        }

        assertThat(failures).isBetween(6, 5 + 4);
    }

    @Test
    void aBackupIsNotProbedWhileBetterOnesWorkButIsThereWhenTheyFail() {
        TestBench bench = new TestBench(serving("main", "m").priority(1), serving("backup", "m"));
        bench.fail("backup", "m", 5);

        assertThat(bench.order("m")).containsExactly("main");
        bench.clock.passSeconds(30);

        assertThat(bench.order("m")).containsExactly("main", "backup");
        assertThat(bench.order("m")).containsExactly("main", "backup");
    }

    @Test
    void whenAllRestTheyAreTriedInTheOrderOfTheirReturn() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"), serving("c", "m"));
        bench.fail("b", "m", 5);
        bench.clock.passSeconds(1);
        bench.fail("c", "m", 5);
        bench.clock.passSeconds(1);
        bench.fail("a", "m", 5);

        Route route = bench.route("m");

        assertThat(TestBench.ids(route)).containsExactly("b", "c", "a");
        assertThat(route.skipped()).isEmpty();
    }

    @Test
    void whenMoreThanHalfRestTheyAreTriedAfterThoseThatWork() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"), serving("c", "m"));
        bench.fail("a", "m", 5);
        bench.clock.passSeconds(1);
        bench.fail("b", "m", 5);

        assertThat(bench.order("m")).containsExactly("c", "a", "b");
    }

    @Test
    void whenHalfRestTheyAreNotTried() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.fail("a", "m", 5);

        assertThat(bench.order("m")).containsExactly("b");
    }

    @Test
    void theOnlyChannelIsTriedEvenWhileItsUpstreamAsksToBeLeftAlone() {
        TestBench bench = new TestBench(serving("a", "m"));

        bench.learn("a", "m", Verdict.LIMITED, Duration.ofMinutes(1));

        assertThat(bench.order("m")).containsExactly("a");
    }

    @Test
    void aCallThatGotThroughToARestingChannelBringsItBack() {
        TestBench bench = new TestBench(serving("a", "m"));
        bench.fail("a", "m", 5);

        assertThat(bench.order("m")).containsExactly("a");
        bench.learn("a", "m", Verdict.OK);

        assertThat(bench.models("team")).containsExactly("m");
    }

    @Test
    void aConvalescentGetsATenthOfItsShare() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m"));
        bench.fail("a", "m", 5);
        for (int probe = 0; probe < 3; probe++) {
            bench.clock.passSeconds(30);
            assertThat(bench.order("m")).startsWith("a");
            bench.learn("a", "m", Verdict.FAILED);
        }
        bench.clock.passSeconds(30);
        bench.order("m");
        bench.learn("a", "m", Verdict.OK);

        List<String> firsts =
                Stream.generate(() -> bench.order("m").getFirst()).limit(110).toList();

        assertThat(Collections.frequency(firsts, "a")).isBetween(9, 11);
    }

    @Test
    void anOutcomeOfAChannelThatIsNotThereIsIgnored() {
        TestBench bench = new TestBench(serving("a", "m"));

        bench.fail("gone", "m", 10);

        assertThat(bench.order("m")).containsExactly("a");
    }
}
