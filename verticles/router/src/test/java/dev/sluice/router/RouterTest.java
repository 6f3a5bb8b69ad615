package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.ModelsRequest;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class RouterTest {

    @Test
    void higherPrioritiesComeFirst() {
        TestBench bench = new TestBench(
                serving("low", "m").priority(-1),
                serving("high", "m").priority(10),
                serving("middle", "m").priority(3));

        assertThat(bench.order("m")).containsExactly("high", "middle", "low");
    }

    @Test
    void withinAPriorityWeightsShareTheFirstPlaceExactly() {
        TestBench bench = new TestBench(serving("a", "m").weight(5), serving("b", "m"), serving("c", "m"));

        Map<String, Integer> firsts = new HashMap<>();
        for (int pick = 0; pick < 7000; pick++) {
            firsts.merge(bench.order("m").getFirst(), 1, Integer::sum);
        }

        assertThat(firsts).containsExactlyInAnyOrderEntriesOf(Map.of("a", 5000, "b", 1000, "c", 1000));
    }

    @Test
    void modelsHaveTurnsOfTheirOwn() {
        TestBench bench = new TestBench(serving("a", "m", "n"), serving("b", "m", "n"));

        List<String> firsts = List.of(
                bench.order("m").getFirst(),
                bench.order("n").getFirst(),
                bench.order("m").getFirst(),
                bench.order("n").getFirst());

        assertThat(firsts).containsExactly("a", "a", "b", "b");
    }

    @Test
    void noMoreChannelsAreNamedThanACallMayTryAndNoneTwice() {
        TestBench bench = new TestBench(
                serving("a", "m"),
                serving("b", "m"),
                serving("c", "m").patterns("*"),
                serving("d", "m").priority(1),
                serving("e", "m"));

        List<String> order = bench.order("m");

        assertThat(order).hasSize(4).doesNotHaveDuplicates().startsWith("d");
    }

    @Test
    void theUpstreamsNameComesFromTheChannelsMapping() {
        TestBench bench = new TestBench(
                serving("a", "fast").mapping("fast", "gpt-4o-mini").priority(1), serving("b", "fast"));

        assertThat(bench.route("fast").candidates())
                .extracting(Candidate::upstreamModel)
                .containsExactly("gpt-4o-mini", "fast");
    }

    @Test
    void aCandidateSaysWhichChannelItIs() {
        TestBench bench = new TestBench(serving("a", "m"));

        Candidate candidate = bench.route("m").candidates().getFirst();

        assertThat(candidate).isEqualTo(new Candidate("a", "a-name", "acme", "m", RouterSettings.DEFAULTS.timeouts()));
    }

    @Test
    void aModelsTimeoutsOverrideTheChannelsAndThoseTheDefaults() {
        TimeoutOverrides own = new TimeoutOverrides(Duration.ofSeconds(1), Duration.ofSeconds(2), null, null);
        TimeoutOverrides ofModel = new TimeoutOverrides(null, Duration.ofSeconds(3), null, null);
        TestBench bench = new TestBench(serving("a", "m", "n").timeouts(own, Map.of("m", ofModel)));
        Timeouts defaults = RouterSettings.DEFAULTS.timeouts();

        assertThat(bench.route("m").candidates().getFirst().timeouts())
                .isEqualTo(new Timeouts(
                        Duration.ofSeconds(1), Duration.ofSeconds(3), defaults.betweenChunks(), defaults.total()));
        assertThat(bench.route("n").candidates().getFirst().timeouts().firstContent())
                .isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void onlyChannelsOfTheCallersGroupAreUsed() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").groups("vip", "staff"));

        assertThat(bench.order("m")).containsExactly("a");
        assertThat(TestBench.ids(bench.route("vip", "m", Operation.CHAT))).containsExactly("b");
        assertThat(bench.route("nobody", "m", Operation.CHAT)).isEqualTo(new Route(List.of(), List.of(), false));
    }

    @Test
    void aDisabledChannelServesNothing() {
        TestBench bench = new TestBench(serving("a", "m").disabled());

        assertThat(bench.route("m").known()).isFalse();
        assertThat(bench.models("team")).isEmpty();
    }

    @Test
    void aModelThatNoChannelServesIsNotKnown() {
        TestBench bench = new TestBench(serving("a", "m"));

        Route route = bench.route("other");

        assertThat(route.known()).isFalse();
        assertThat(route.isDeadEnd()).isTrue();
    }

    @Test
    void patternsServeWhatMatchesThemBesideChannelsThatNameIt() {
        TestBench bench = new TestBench(
                serving("named", "gpt-4o"),
                serving("pattern").patterns("gpt-*", "o1*").priority(1));

        assertThat(bench.order("gpt-4o")).containsExactly("pattern", "named");
        assertThat(bench.order("gpt-5")).containsExactly("pattern");
        assertThat(bench.route("claude").known()).isFalse();
    }

    @Test
    void modelsThatTheUpstreamListsAreServedIfTheChannelTakesThemOver() {
        TestBench bench = new TestBench(serving("a", "m").listing(), serving("b", "m"));

        bench.listed("a", "m", "new-model");
        bench.listed("b", "new-model");

        assertThat(bench.order("new-model")).containsExactly("a");
        assertThat(bench.models("team")).containsExactly("m", "new-model");
    }

    @Test
    void aListHeardBeforeItsChannelIsKeptAndOneOfAChannelGoneIsForgotten() {
        TestBench bench = new TestBench(serving("a", "m"));

        bench.listed("b", "early");
        bench.adopt(serving("a", "m"), serving("b").listing());

        assertThat(bench.order("early")).containsExactly("b");

        bench.adopt(serving("a", "m"));
        bench.adopt(serving("a", "m"), serving("b").listing());

        assertThat(bench.route("early").known()).isFalse();
    }

    @Test
    void anOperationThatTheProviderDoesNotHaveIsPassedOverWithTheReason() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").provider("talker"));

        Route route = bench.route("team", "m", Operation.COMPLETION);

        assertThat(TestBench.ids(route)).containsExactly("a");
        assertThat(route.skipped())
                .containsExactly(new Route.Skipped("b", "its provider talker has no path for completions"));
    }

    @Test
    void anOperationThatNoProviderHasIsNotServedAtAll() {
        TestBench bench = new TestBench(
                serving("a", "m").provider("talker"), serving("b", "m").provider("claude"));

        assertThat(bench.route("team", "m", Operation.EMBEDDING).unserved()).isTrue();
        assertThat(bench.route("team", "m", Operation.EMBEDDING).known()).isTrue();
        assertThat(bench.route("m").unserved()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(SystemPrompt.Mode.class)
    void aChannelWithASystemPromptThatCallersMustNotGetAroundServesNoCompletions(SystemPrompt.Mode mode) {
        boolean isBinding = mode != SystemPrompt.Mode.DEFAULT;
        TestBench bench = new TestBench(serving("a", "m", "n").prompt(mode), serving("b", "m"));

        assertThat(TestBench.ids(bench.route("team", "m", Operation.COMPLETION)))
                .hasSize(isBinding ? 1 : 2)
                .contains("b");
        assertThat(bench.route("team", "n", Operation.COMPLETION).unserved()).isEqualTo(isBinding);
        assertThat(bench.order("n")).containsExactly("a");
    }

    @Test
    void anOperationThatOnlyARestingChannelHasIsServed() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").provider("talker"));
        bench.fail("a", "m", 5);

        assertThat(bench.route("team", "m", Operation.COMPLETION).unserved()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void whoeverCanChatServesCallersOfEveryDialectAndCountsTheirTokens(Dialect dialect) {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").provider("claude"));

        for (Operation operation : List.of(Operation.CHAT, Operation.COUNT_TOKENS)) {
            assertThat(TestBench.ids(bench.router.route(new RouteRequest("team", "m", dialect, operation))))
                    .containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void whatCannotBeTranslatedGoesOnlyWhereItsDialectIsSpoken() {
        TestBench bench = new TestBench(serving("a", "m"), serving("b", "m").provider("claude"));

        assertThat(TestBench.ids(bench.route("team", "m", Operation.COMPLETION)))
                .containsExactly("a");
    }

    @Test
    void anUnknownProviderIsPassedOverAndItsModelIsKnownButADeadEnd() {
        TestBench bench = new TestBench(serving("a", "m").provider("gone"));

        Route route = bench.route("m");

        assertThat(route.known()).isTrue();
        assertThat(route.isDeadEnd()).isTrue();
        assertThat(route.unserved()).isFalse();
        assertThat(route.skipped()).containsExactly(new Route.Skipped("a", "its provider gone is not known"));
        assertThat(bench.models("team")).isEmpty();
    }

    @Test
    void withoutAnyChannelTheDemonstrationServesEveryGroup() {
        TestBench bench = new TestBench();

        Candidate demo = bench.route("any", "demo", Operation.CHAT).candidates().getFirst();

        assertThat(demo.channelId()).isEqualTo("demo");
        assertThat(demo.provider()).isEqualTo("demo");
        assertThat(TestBench.ids(bench.route("other", "demo-cut", Operation.COMPLETION)))
                .containsExactly("demo");
        assertThat(bench.models("team")).containsExactly("demo", "demo-429", "demo-500", "demo-cut", "demo-slow");
    }

    @Test
    void withAChannelTheDemonstrationIsServedOnlyByChannelsThatSaySo() {
        TestBench bench = new TestBench(serving("a", "m"));

        assertThat(bench.route("demo").known()).isFalse();

        bench.adopt(serving("a", "m"), serving("b", "demo").provider("demo"));

        assertThat(bench.order("demo")).containsExactly("b");
    }

    @Test
    void beforeTheFirstCatalogNothingIsServed() {
        TestBench bench = new TestBench();
        Router fresh = new Router(RouterSettings.DEFAULTS, Map.of(), bench.surroundings());

        assertThat(fresh.generation()).isNegative();
        assertThat(fresh.models(new ModelsRequest("team")).models()).isEmpty();
    }

    @Test
    void namesThatCallersInventAreForgottenAgain() {
        TestBench bench = new TestBench(serving("a").patterns("*"));

        for (int i = 0; i < 20_000; i++) {
            assertThat(bench.order("invented-" + i)).containsExactly("a");
        }

        assertThat(bench.router.remembered()).isLessThan(10_000);
    }

    @Test
    void aNameLongerThanAnyModelsIsNotKnown() {
        TestBench bench = new TestBench(serving("a").patterns("*"));

        assertThat(bench.route("x".repeat(257)).known()).isFalse();
        assertThat(bench.route("x".repeat(256)).known()).isTrue();
    }

    @Test
    void reasonsForManyChannelsAreCutShort() {
        SampleChannel[] many = new SampleChannel[100];
        for (int i = 0; i < many.length; i++) {
            many[i] = serving("c" + i, "m").provider("gone");
        }

        Route route = new TestBench(many).route("m");

        assertThat(route.skipped()).hasSize(32);
    }
}
