package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Needs;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.ModelFacts;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.router.Standing.Phase;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What rules say of routing: strategies, channels on trial, models that stand in. */
class PolicyTest {
    private static final ModelBook FACTS = new ModelBook(Map.of(
            "small", new ModelFacts(8_000, null, List.of("text"), List.of("text"), List.of("tools")),
            "large", new ModelFacts(200_000, null, List.of("text"), List.of("text"), List.of("tools")),
            "seeing", new ModelFacts(200_000, null, List.of("text", "image"), List.of("text"), List.of("tools")),
            "plain", new ModelFacts(200_000, null, List.of("text"), List.of("text"), List.of("reasoning"))));
    private static final RouterSettings SETTINGS = new RouterSettings(
            4,
            RouterSettings.DEFAULTS.timeouts(),
            RouterSettings.DEFAULTS.poll(),
            RouterSettings.DEFAULTS.health(),
            FACTS,
            Strategy.WEIGHTED);

    private final TestBench bench = new TestBench(SETTINGS);

    private static RoutingRule rule(Scope scope, String subject, @Nullable Strategy strategy) {
        return new RoutingRule("r-" + subject, scope, subject, strategy, List.of(), false, null);
    }

    private static RoutingRule chain(String... fallbacks) {
        return new RoutingRule("r", Scope.MODEL, "small", null, List.of(fallbacks), false, null);
    }

    private static Needs needs(long prompt) {
        return new Needs(prompt, 0, false, false);
    }

    private Route route(Operation operation, Needs needs) {
        return bench.router.route(new RouteRequest("team", "small", Dialect.OPENAI, operation, needs, Set.of(), null));
    }

    private List<String> models(Needs needs) {
        return route(Operation.CHAT, needs).candidates().stream()
                .map(candidate -> candidate.modelFor("small"))
                .toList();
    }

    private List<String> firsts(int calls, String model) {
        return IntStream.range(0, calls)
                .mapToObj(call -> bench.order(model).getFirst())
                .toList();
    }

    @Test
    void aModelsRuleGoesBeforeItsCallersGroupsAndThatBeforeTheUsual() {
        bench.adopt(
                List.of(
                        rule(Scope.GROUP, "team", Strategy.FILL_FIRST),
                        rule(Scope.MODEL, "n", Strategy.ROUND_ROBIN),
                        rule(Scope.MODEL, "o", null)),
                serving("a", "m", "n", "o"),
                serving("b", "m", "n", "o").weight(3));

        assertThat(firsts(4, "m")).containsExactly("a", "a", "a", "a");
        assertThat(firsts(4, "n")).containsExactly("a", "b", "a", "b");
        assertThat(firsts(4, "o")).containsExactly("a", "a", "a", "a");
        bench.adopt(serving("a", "m"), serving("b", "m").weight(3));
        assertThat(firsts(4, "m")).containsExactlyInAnyOrder("a", "b", "b", "b");
    }

    @Test
    void aRouteTellsWhetherSlowCallsAreTriedTwice() {
        Hedge hedge = new Hedge(null, 5);
        bench.adopt(
                List.of(new RoutingRule("r", Scope.MODEL, "m", null, List.of(), false, null, hedge)),
                serving("a", "m", "n"));

        assertThat(bench.route("m").wishes().hedge()).isEqualTo(hedge);
        assertThat(bench.route("n").wishes().hedge()).isNull();
    }

    @Test
    void whatTiesCallsTogetherIsAskedForOnlyWhereItMatters() {
        bench.adopt(List.of(rule(Scope.MODEL, "m", Strategy.PREFIX_AFFINITY)), serving("a", "m", "n"));

        Route unasked = bench.route("m");
        assertThat(unasked.wishes().anchor()).isTrue();
        assertThat(unasked.candidates()).isEmpty();
        Route asked = bench.router.route(
                new RouteRequest("team", "m", Dialect.OPENAI, Operation.CHAT, Needs.NONE, Set.of(), new Anchor(1, 2)));
        assertThat(asked.candidates()).hasSize(1);
        assertThat(asked.wishes().anchor()).isTrue();
        assertThat(bench.route("n").wishes()).isEqualTo(Route.Wishes.NONE);
    }

    @Test
    void aChannelOnTrialGetsItsShareAndIsOtherwiseTheLast() {
        bench.adopt(
                List.of(new RoutingRule("r", Scope.MODEL, "m", null, List.of(), false, new Canary("new", 5))),
                serving("new", "m").priority(9),
                serving("a", "m"),
                serving("b", "m"));
        List<String> firsts = firsts(1000, "m");
        int share = Collections.frequency(firsts, "new");

        Figures.print("G7", share, "calls_of_1000_at_a_canary_of_5_percent", share == 50);
        assertThat(share).isEqualTo(50);
        assertThat(bench.order("m")).hasSize(3).startsWith("new");
        assertThat(bench.order("m")).hasSize(3).endsWith("new");
        bench.fail("a", "m", 5);
        bench.fail("b", "m", 5);
        assertThat(firsts(20, "m")).containsOnly("new");
    }

    @Test
    void aChannelOnTrialThatFailsIsLeftOut() {
        bench.adopt(
                List.of(new RoutingRule("r", Scope.MODEL, "m", null, List.of(), false, new Canary("new", 50))),
                serving("new", "m"),
                serving("a", "m"),
                serving("b", "m"));
        bench.fail("new", "m", 5);

        assertThat(firsts(100, "m")).doesNotContain("new");
    }

    @Test
    void otherModelsFollowThoseOfTheModelItself() {
        bench.adopt(
                List.of(chain("large", "unknown", "seeing")), serving("a", "small"), serving("b", "large", "seeing"));

        List<Candidate> candidates = route(Operation.CHAT, needs(100)).candidates();

        assertThat(candidates).extracting(Candidate::channelId).containsExactly("a", "b", "b");
        assertThat(candidates).extracting(Candidate::standsIn).containsExactly(null, "large", "seeing");
        assertThat(route(Operation.EMBEDDING, needs(100)).candidates()).noneMatch(c -> c.standsIn() != null);
    }

    @Test
    void onlyWhatTheCallNeedsStandsIn() {
        bench.adopt(
                List.of(chain("plain", "large", "seeing")),
                serving("a", "small"),
                serving("b", "large", "seeing", "plain"));

        assertThat(models(new Needs(100, 0, true, false))).containsExactly("small", "seeing");
        assertThat(models(new Needs(100, 0, false, true))).containsExactly("small", "large", "seeing");
        assertThat(models(needs(500_000))).containsExactly("small");
    }

    @Test
    void aCallerWhoMayUseSomeModelsOnlyIsAnsweredByNoOther() {
        bench.adopt(List.of(chain("large", "seeing")), serving("a", "small"), serving("b", "large", "seeing"));
        Set<String> allowed = Set.of("small", "seeing");

        Route route = bench.router.route(
                new RouteRequest("team", "small", Dialect.OPENAI, Operation.CHAT, needs(20_000), allowed, null));

        assertThat(route.candidates()).extracting(Candidate::standsIn).containsExactly("seeing");
    }

    @Test
    void aPromptThatIsSurelyTooLongGoesToAModelThatHasRoomAtOnce() {
        bench.adopt(List.of(chain("large")), serving("a", "small"), serving("b", "large"));

        assertThat(models(needs(8_000))).containsExactly("small", "large");
        assertThat(models(needs(11_000))).containsExactly("small", "large");
        assertThat(models(needs(20_000))).containsExactly("large");
        bench.adopt(List.of(), serving("a", "small"), serving("b", "large"));
        assertThat(models(needs(20_000))).containsExactly("small");
    }

    @Test
    void aModelWithoutAnyChannelIsServedByWhatStandsIn() {
        bench.adopt(List.of(chain("large")), serving("b", "large"));

        Route route = route(Operation.CHAT, Needs.NONE);

        assertThat(route.known()).isTrue();
        assertThat(route.unserved()).isFalse();
        assertThat(route.candidates()).extracting(Candidate::standsIn).containsExactly("large");
        assertThat(bench.router
                        .route(new RouteRequest("others", "small", Dialect.OPENAI, Operation.CHAT))
                        .known())
                .isFalse();
    }

    @Test
    void aCallThatNamesItsChannelGoesNowhereElse() {
        bench.adopt(
                List.of(chain("large"), rule(Scope.GROUP, "team", Strategy.SESSION_AFFINITY)),
                serving("a", "small").priority(9),
                serving("b", "small", "large"),
                serving("c", "large"));
        bench.fail("b", "small", 5);

        assertThat(TestBench.ids(pinned("team", "small", "b"))).containsExactly("b");
        assertThat(TestBench.ids(pinned("team", "small", "a"))).containsExactly("a");
        assertThat(pinned("team", "small", "c").candidates()).isEmpty();
        assertThat(pinned("team", "small", "c").known()).isTrue();
        assertThat(pinned("team", "small", "nobody").candidates()).isEmpty();
        assertThat(pinned("others", "small", "a").candidates()).isEmpty();
        assertThat(pinned("team", "unheard of", "a").known()).isFalse();
    }

    private Route pinned(String group, String model, String channel) {
        return bench.router.route(
                new RouteRequest(group, model, Dialect.OPENAI, Operation.CHAT, Needs.NONE, Set.of(), null, channel));
    }

    @Test
    void theProbeOfAModelThatStandsInIsNotSpentOnACallThatDoesNotReachIt() {
        bench.adopt(List.of(chain("large")), serving("a", "small"), serving("b", "large"));
        bench.fail("b", "large", 5);
        bench.clock.passSeconds(40);

        assertThat(route(Operation.CHAT, Needs.NONE).candidates()).hasSize(2);
        assertThat(phaseOf("b")).isEqualTo(Phase.RESTING);
        assertThat(bench.route("large").candidates()).hasSize(1);
        assertThat(phaseOf("b")).isEqualTo(Phase.TRIED);
    }

    private Phase phaseOf(String channel) {
        return bench.router.channel(channel).orElseThrow().health().standing().phase();
    }
}
