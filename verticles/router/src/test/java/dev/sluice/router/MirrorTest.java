package dev.sluice.router;

import static dev.sluice.router.SampleChannel.serving;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Traffic.Ticket;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.UpstreamLimit.Kind;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.RoutingRule;
import dev.sluice.model.catalog.RoutingRule.Scope;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.chat.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A share of calls is copied to a channel that answers none of them. */
class MirrorTest {
    private final TestBench bench = new TestBench();

    private static List<RoutingRule> copying(int percent) {
        return List.of(
                new RoutingRule("r", Scope.MODEL, "m", null, List.of(), false, null, null, new Shadow("new", percent)));
    }

    private List<Candidate> copies(int calls) {
        return IntStream.range(0, calls)
                .mapToObj(call -> bench.route("m").shadow())
                .flatMap(target -> Optional.ofNullable(target).stream())
                .toList();
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7, 25, 100})
    void aChannelGetsExactlyItsShareOfCopiesAndAnswersNothing(int percent) {
        bench.adopt(
                copying(percent),
                serving("new", "m").priority(9).mapping("m", "m-new"),
                serving("a", "m"),
                serving("b", "m"));

        List<Candidate> copies = copies(1000);

        Figures.print(
                "G8",
                copies.size(),
                "copies_of_1000_calls_at_a_shadow_of_" + percent + "_percent",
                copies.size() == 10 * percent);
        assertThat(copies).hasSize(10 * percent);
        assertThat(copies).extracting(Candidate::channelId).containsOnly("new");
        assertThat(copies).extracting(Candidate::upstreamModel).containsOnly("m-new");
        assertThat(bench.order("m")).containsExactlyInAnyOrder("a", "b");
    }

    @Test
    void aChannelWithoutAShareGetsNoCopiesAndStillAnswersNothing() {
        bench.adopt(copying(0), serving("new", "m").priority(9), serving("a", "m"));

        assertThat(copies(200)).isEmpty();
        assertThat(bench.order("m")).containsExactly("a");
    }

    @Test
    void nothingIsCopiedToAChannelOfAnotherGroupOrModel() {
        bench.adopt(copying(100), serving("new", "m").groups("others"), serving("a", "m"));
        assertThat(copies(10)).isEmpty();

        bench.adopt(copying(100), serving("new", "n"), serving("a", "m"));
        assertThat(copies(10)).isEmpty();

        bench.adopt(copying(100), serving("new", "m").disabled(), serving("a", "m"));
        assertThat(copies(10)).isEmpty();
    }

    @Test
    void nothingIsCopiedThatTheChannelCannotDoOrThatTheGatewayAnswers() {
        bench.adopt(copying(100), serving("new", "m").provider("talker"), serving("a", "m"));

        assertThat(bench.route("team", "m", Operation.CHAT).shadow()).isNotNull();
        assertThat(bench.route("team", "m", Operation.COMPLETION).shadow()).isNull();
        assertThat(bench.route("team", "m", Operation.COUNT_TOKENS).shadow()).isNull();
    }

    @Test
    void aChannelThatRestsGetsNoCopies() {
        bench.adopt(copying(100), serving("new", "m"), serving("a", "m"));
        assertThat(copies(10)).hasSize(10);

        bench.fail("new", "m", 5);

        assertThat(copies(10)).isEmpty();
    }

    @Test
    void aChannelThatHasNoRoomLeftGetsNoCopies() {
        SampleChannel limited = new SampleChannel(serving("new", "m")
                .channel()
                .change()
                .limits(new ChannelLimits(null, null, 1L))
                .channel());
        bench.adopt(copying(100), limited, serving("a", "m"));
        Ticket ticket = bench.traffic.begin(copies(1).getFirst(), 0);
        assertThat(copies(10)).isEmpty();

        ticket.end(0);
        assertThat(copies(10)).hasSize(10);
    }

    @Test
    void aChannelWhoseUpstreamHasNothingLeftGetsNoCopies() {
        bench.adopt(copying(100), serving("new", "m"), serving("a", "m"));
        bench.clock.pass(Duration.ofMillis(1));
        UpstreamLimit spent = new UpstreamLimit(Kind.REQUESTS, 100, 0, Duration.ofMinutes(1));
        bench.router.learn(new Outcome("new", "m", Verdict.OK, null, null, Duration.ofMillis(1), List.of(spent)));
        assertThat(copies(10)).isEmpty();

        bench.clock.passSeconds(61);
        assertThat(copies(10)).hasSize(10);
    }

    @Test
    void aCallThatNobodyCanAnswerIsNotCopied() {
        bench.adopt(copying(100), serving("new", "m"));

        Route route = bench.route("m");

        assertThat(route.candidates()).isEmpty();
        assertThat(route.shadow()).isNull();
    }

    @Test
    void copiesGoWithAKeyThatWorks() {
        bench.adopt(copying(100), serving("new", "m").keys(KeyChoice.FILL_FIRST, "k1", "k2"), serving("a", "m"));
        bench.clock.pass(Duration.ofMillis(1));
        bench.router.learn(new Outcome("new", "m", Verdict.KEY_REFUSED, null, null, Duration.ofMillis(1)).with("k1"));

        assertThat(Stream.generate(() -> Objects.requireNonNull(bench.route("m").shadow()))
                        .limit(3))
                .extracting(Candidate::keyId)
                .containsOnly("k2");
    }

    @Test
    void whereNoRuleCopiesNothingIs() {
        bench.adopt(serving("new", "m"), serving("a", "m"));

        assertThat(copies(100)).isEmpty();
        assertThat(bench.order("m")).hasSize(2);
    }
}
