package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outflow;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Tried;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Choice;
import dev.sluice.model.call.Route.Ground;
import dev.sluice.model.call.Route.Turn;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.UpstreamLimit;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Strategy;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.TimeoutException;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a node can tell of how a call went, afterwards and in a header. */
class ExplainTest {
    private static final GatewayError LIMITED = GatewayError.of(Kind.RATE_LIMITED, "a secret word of the upstream's");
    private static final Usage USAGE = new Usage(10, 0, 0, 5, 0);

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
        stage.route = new Route(
                Stage.route("a", "b", "c").candidates(),
                List.of(new Route.Skipped("d", "rests after failures in a row")),
                true,
                false,
                Wishes.NONE,
                new Choice(
                        Strategy.LOWEST_COST,
                        "rule-1",
                        List.of(
                                new Ground(Turn.PROBE, 0, null),
                                new Ground(Turn.TAKEN, 100, 2.5),
                                new Ground(Turn.SPENT, 0, null))));
        stage.provider = this::limitedAtTheFirst;
    }

    @AfterEach
    void close() throws TimeoutException {
        stage.close();
    }

    private Future<Opening> limitedAtTheFirst(Attempt attempt, Outflow<AnswerEvent> out) {
        if (attempt.candidate().channelId().equals("a")) {
            out.end();
            UpstreamLimit none = new UpstreamLimit(UpstreamLimit.Kind.TOKENS, 1000, 0, Duration.ofSeconds(7));
            return Future.succeededFuture(new Opening.Refused(LIMITED, Verdict.LIMITED, List.of(none)));
        }
        boolean streamed = attempt.call().outline().stream();
        out.send(Stage.verbatim(streamed ? "data: {}\n\n" : "{}"));
        out.end(new AnswerEvent.Finished(USAGE, false, streamed ? Stage.DONE : null));
        return Future.succeededFuture(streamed ? Stage.streaming() : Stage.whole());
    }

    private Explanation last() {
        String call = stage.admissions.getLast().call().value();
        await().until(() -> stage.traces().find(call).isPresent());
        return stage.traces().find(call).orElseThrow();
    }

    private void allow(boolean mayExplain) {
        stage.admission = new Admission.Admitted(
                new Caller("key-1", "user-1", "default", Set.of(), mayExplain, false),
                List.of(new LimitState(Dimension.REQUESTS, 60, 59, Duration.ofSeconds(3))));
    }

    private String header(String body, String wish) throws Exception {
        HttpResponse<String> answer = stage.send(
                "POST",
                "/v1/chat/completions",
                body,
                "Authorization",
                "Bearer sk-test",
                "Content-Type",
                "application/json",
                "X-Sluice-Explain",
                wish);
        return answer.headers().firstValue("x-sluice-explain").orElse("");
    }

    @Test
    void everyCandidateHasItsPartAndEveryAttemptItsEnd() throws Exception {
        allow(false);
        stage.post(Stage.STREAMED);

        Explanation told = last();

        assertThat(told.end()).isEqualTo(CallEnd.COMPLETED);
        assertThat(told.userId()).isEqualTo("user-1");
        assertThat(told.node()).isEqualTo("n1");
        assertThat(told.admission().limits())
                .containsExactly(new Explanation.Left(LimitState.Scope.KEY, Dimension.REQUESTS, 60, 59, 3000));
        Explanation.Routing routing = Objects.requireNonNull(told.routing());
        assertThat(routing.strategy()).isEqualTo(Strategy.LOWEST_COST);
        assertThat(routing.rule()).isEqualTo("rule-1");
        assertThat(routing.candidates())
                .extracting(one -> one.channelId() + " " + one.part() + " " + one.score())
                .containsExactly("a TRIED null", "b CHOSEN 2.5", "c SPARE null", "d SKIPPED null");
        assertThat(routing.candidates().getLast().reason()).isEqualTo("rests after failures in a row");
        Tried first = told.attempts().getFirst();
        assertThat(first.verdict()).isEqualTo(Verdict.LIMITED);
        assertThat(first.status()).isEqualTo(429);
        assertThat(first.error()).isEqualTo("rate_limit_exceeded");
        assertThat(first.firstToken()).isNull();
        assertThat(first.limits()).containsExactly(new Explanation.Said(UpstreamLimit.Kind.TOKENS, 1000, 0, 7000));
        Tried second = told.attempts().getLast();
        assertThat(second.verdict()).isEqualTo(Verdict.OK);
        assertThat(second.error()).isNull();
        assertThat(second.began()).isGreaterThanOrEqualTo(first.began() + first.took());
        assertThat(Objects.requireNonNull(told.stream()).events()).isEqualTo(1);
        assertThat(told.settled()).isNotNull();
        assertThat(told.toString()).doesNotContain("secret word", "sk-test");
    }

    @Test
    void theGatewaysOwnTimeIsTheSumOfItsParts() throws Exception {
        stage.post(Stage.CHAT);

        Explanation.OwnTime own = last().gateway();

        assertThat(own.total()).isEqualTo(own.admission() + own.routing() + own.between() + own.settlement());
        assertThat(own.admission()).isPositive();
        assertThat(stage.settlements.getLast().gatewayMicros())
                .isPositive()
                .isCloseTo(own.total() - own.settlement(), Offset.offset(10L));
    }

    @Test
    void aCallThatIsNotAdmittedIsRememberedAndNeverKept() throws Exception {
        stage.admission = new Admission.Refused(GatewayError.of(Kind.UNAUTHENTICATED, "no"), List.of());
        stage.post(Stage.CHAT);

        Explanation told = last();

        assertThat(told.end()).isEqualTo(CallEnd.REFUSED);
        assertThat(told.error()).isEqualTo("invalid_api_key");
        assertThat(told.userId()).isNull();
        assertThat(told.routing()).isNull();
        assertThat(told.attempts()).isEmpty();
        assertThat(told.settled()).isNull();
        assertThat(stage.traces().take(10)).isEmpty();
    }

    @Test
    void whatFailedOrWasTriedAgainIsKeptForLonger() throws Exception {
        stage.post(Stage.CHAT);
        stage.route = Stage.route("b");
        stage.post(Stage.CHAT);
        stage.route = Stage.route("a");
        stage.post(Stage.CHAT);
        last();

        assertThat(stage.traces().take(10))
                .extracting(told -> told.attempts().size() + " " + told.status())
                .containsExactly("2 200", "1 429");
        assertThat(stage.traces().take(10)).isEmpty();
    }

    @Test
    void whoMayAndAsksIsToldInAHeader() throws Exception {
        allow(true);

        assertThat(header(Stage.CHAT, "true"))
                .startsWith("channel=b;model=m;strategy=lowest_cost;attempts=2;admission=")
                .containsPattern(
                        "admission=\\d+us;routing=\\d+us;between=\\d+us;first_token=\\d+us;settlement=\\d+us$");
        assertThat(header(Stage.STREAMED, "true")).startsWith("channel=b;").doesNotContain("settlement");
        assertThat(header(Stage.CHAT, "false")).isEmpty();
        stage.provider = (attempt, out) -> {
            out.end();
            return Future.succeededFuture(new Opening.Refused(LIMITED, Verdict.LIMITED));
        };
        assertThat(header(Stage.CHAT, "true")).startsWith("channel=c;").contains("attempts=3;");
    }

    @Test
    void whoMayNotIsToldNothing() throws Exception {
        allow(false);

        assertThat(header(Stage.CHAT, "true")).isEmpty();
        assertThat(header(Stage.STREAMED, "true")).isEmpty();
    }
}
