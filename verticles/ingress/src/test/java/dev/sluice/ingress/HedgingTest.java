package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outflow;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Part;
import dev.sluice.model.call.Explanation.Tried;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A slow call is tried at a second channel, and whichever begins first is the answer. */
class HedgingTest {
    private static final GatewayError DOWN = GatewayError.of(Kind.UPSTREAM_FAILED, "down");
    private static final Usage USAGE = new Usage(10, 0, 0, 5, 0);

    private final List<String> cancelled = Collections.synchronizedList(new ArrayList<>());
    private final List<Promise<Opening>> slow = Collections.synchronizedList(new ArrayList<>());
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
        hedge(50, "a", "b", "c");
        stage.provider = (attempt, out) ->
                attempt.candidate().channelId().equals("a") ? slow(attempt, out) : answer(attempt, out);
        // One call that is quick, so that half of two calls is one.
        Route quick = stage.route;
        hedge(50, "b");
        stage.post(Stage.CHAT);
        stage.route = quick;
        stage.settlements.clear();
        stage.attempts.clear();
        await().until(() -> !stage.outcomes.isEmpty());
        stage.outcomes.clear();
    }

    @AfterEach
    void close() throws TimeoutException {
        stage.close();
    }

    private void hedge(int percent, String... channels) {
        Hedge hedge = new Hedge(Duration.ofMillis(20), percent);
        stage.route = new Route(
                Stage.route(channels).candidates(), List.of(), true, false, new Wishes(false, false, false, hedge));
    }

    private Future<Opening> slow(Attempt attempt, Outflow<AnswerEvent> out) {
        out.onCancel(() -> cancelled.add(attempt.candidate().channelId()));
        Promise<Opening> opening = Promise.promise();
        slow.add(opening);
        return opening.future();
    }

    private static Future<Opening> answer(Attempt attempt, Outflow<AnswerEvent> out) {
        out.send(Stage.verbatim("{\"by\":\"" + attempt.candidate().channelId() + "\"}"));
        out.end(new AnswerEvent.Finished(USAGE, false, null));
        return Future.succeededFuture(Stage.whole());
    }

    private List<String> tried() {
        return stage.attempts.stream()
                .map(attempt -> attempt.candidate().channelId())
                .toList();
    }

    @Test
    void theSecondChannelAnswersAndTheFirstIsCancelledAndNotBlamed() throws Exception {
        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.body()).isEqualTo("{\"by\":\"b\"}");
        assertThat(answer.headers().firstValue("x-sluice-channel")).hasValue("b");
        assertThat(tried()).containsExactly("a", "b");
        await().untilAsserted(() -> assertThat(cancelled).containsExactly("a"));
        await().untilAsserted(() -> assertThat(stage.outcomes)
                .extracting(o -> o.channelId() + o.verdict())
                .containsExactlyInAnyOrder("aCALLER_LEFT", "bOK"));
        assertThat(stage.settlements).hasSize(1);
        assertThat(stage.settlements.getFirst().channelId()).isEqualTo("b");
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
        assertThat(stage.settlements.getFirst().attempts()).isEqualTo(2);
        assertThat(stage.hedges("won")).isEqualTo(1);
        Explanation told =
                stage.traces().find(stage.admissions.getLast().call().value()).orElseThrow();
        assertThat(told.attempts()).extracting(Tried::hedge).containsExactly(false, true);
        assertThat(Objects.requireNonNull(told.routing()).candidates())
                .extracting(Explanation.Considered::part)
                .containsExactly(Part.TRIED, Part.CHOSEN, Part.SPARE);
    }

    @Test
    void whatTheCancelledOneCostsIsToldAndBilledToNobody() throws Exception {
        stage.unbilledPrice = new NanoDollars(77);

        stage.post(Stage.CHAT);

        await().untilAsserted(() -> assertThat(stage.unbilled)
                .extracting(UnbilledUse::kind, use -> use.candidate().channelId(), UnbilledUse::group)
                .containsExactly(tuple(UnbilledUse.Kind.HEDGE, "a", "default")));
        Usage wasted = stage.unbilled.getFirst().usage();
        assertThat(wasted.prompt()).isPositive();
        assertThat(wasted.completion()).isZero();
        assertThat(stage.settlements).hasSize(1);
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
        String call = stage.admissions.getLast().call().value();
        await().untilAsserted(
                        () -> assertThat(stage.traces().find(call).orElseThrow().attempts())
                                .extracting(Tried::unbilled)
                                .containsExactly(new Explanation.Unbilled(wasted.prompt(), 0, 77L), null));
        assertThat(stage.traces().find(call).orElseThrow().attempts())
                .extracting(Tried::key)
                .containsOnly("main");
    }

    @Test
    void aFirstThatIsQuickerAfterAllIsTheAnswer() throws Exception {
        CompletableFuture<Outflow<AnswerEvent>> first = new CompletableFuture<>();
        stage.provider = (attempt, out) -> {
            if (attempt.candidate().channelId().equals("a")) {
                first.complete(out);
            }
            return slow(attempt, out);
        };

        CompletableFuture<HttpResponse<String>> answer = stage.postAsync(Stage.CHAT);
        await().until(() -> slow.size() == 2);
        first.join().send(Stage.verbatim("{\"by\":\"a\"}"));
        first.join().end(new AnswerEvent.Finished(USAGE, false, null));
        slow.getFirst().complete(Stage.whole());

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"by\":\"a\"}");
        await().untilAsserted(() -> assertThat(cancelled).containsExactly("b"));
        assertThat(stage.settlements.getFirst().channelId()).isEqualTo("a");
        assertThat(stage.hedges("lost")).isEqualTo(1);
    }

    @Test
    void aNodeThatLeavesWithOneOfTwoIsNotHeldAgainstItsChannel() throws Exception {
        CompletableFuture<Outflow<AnswerEvent>> first = new CompletableFuture<>();
        stage.provider = (attempt, out) -> {
            if (attempt.candidate().channelId().equals("b")) {
                return Future.failedFuture(new GatewayException(Kind.UNAVAILABLE, "the node leaves"));
            }
            first.complete(out);
            return slow(attempt, out);
        };

        CompletableFuture<HttpResponse<String>> answer = stage.postAsync(Stage.CHAT);
        await().untilAsserted(() -> assertThat(stage.outcomes)
                .extracting(o -> o.channelId() + o.verdict())
                .containsExactly("bCALLER_LEFT"));
        first.join().send(Stage.verbatim("{\"by\":\"a\"}"));
        first.join().end(new AnswerEvent.Finished(USAGE, false, null));
        slow.getFirst().complete(Stage.whole());

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"by\":\"a\"}");
        assertThat(stage.hedges("lost")).isEqualTo(1);
    }

    @Test
    void ofTwoTheOneThatFailsLeavesItToTheOther() throws Exception {
        stage.provider = (attempt, out) -> switch (attempt.candidate().channelId()) {
            case "a" -> slow(attempt, out);
            case "b" -> {
                out.end();
                yield Future.succeededFuture(new Opening.Refused(DOWN, Verdict.FAILED));
            }
            default -> answer(attempt, out);
        };

        CompletableFuture<HttpResponse<String>> answer = stage.postAsync(Stage.CHAT);
        await().untilAsserted(() -> assertThat(stage.hedges("lost")).isEqualTo(1));
        assertThat(tried()).containsExactly("a", "b");
        slow.getFirst().complete(new Opening.Refused(DOWN, Verdict.FAILED));

        assertThat(answer.get(10, TimeUnit.SECONDS).body()).isEqualTo("{\"by\":\"c\"}");
        assertThat(tried()).containsExactly("a", "b", "c");
    }

    @Test
    void aCallerWhoLeavesCancelsBoth() throws Exception {
        stage.provider = this::slow;

        CompletableFuture<HttpResponse<String>> answer = stage.postAsync(Stage.CHAT);
        await().until(() -> slow.size() == 2);
        answer.cancel(true);

        await().untilAsserted(() -> assertThat(cancelled).containsExactlyInAnyOrder("a", "b"));
        await().untilAsserted(() -> assertThat(stage.settlements)
                .extracting(settlement -> settlement.end())
                .containsExactly(CallEnd.CALLER_LEFT_EARLY));
        await().untilAsserted(() -> assertThat(stage.unbilled)
                .extracting(use -> use.candidate().channelId())
                .containsExactly("b"));
    }
}
