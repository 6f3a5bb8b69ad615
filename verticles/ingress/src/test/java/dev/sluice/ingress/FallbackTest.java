package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outflow;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Outcome;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.UsageSeen;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import java.net.http.HttpResponse;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What callers and accounting are told when another model answers, and what a router may ask for. */
class FallbackTest {
    private static final Usage USAGE = new Usage(3, 0, 0, 2, 0);
    private static final Candidate OWN = new Candidate("a", "a", "openai", "m", Stage.TIMEOUTS);
    private static final Candidate OTHER = new Candidate("b", "b", "openai", "n", Stage.TIMEOUTS).standingIn("n");

    private Stage stage;

    @BeforeEach
    void start() throws Exception {
        stage = new Stage();
        stage.provider = (attempt, out) -> answer(out);
    }

    @AfterEach
    void stop() throws Exception {
        stage.close();
    }

    private static Route route(Wishes wishes, Candidate... candidates) {
        return new Route(List.of(candidates), List.of(), true, false, wishes);
    }

    private static Future<Opening> answer(Outflow<AnswerEvent> out) {
        out.send(Stage.verbatim("{}"));
        out.end(new AnswerEvent.Finished(USAGE, false, null));
        return Future.succeededFuture(Stage.whole());
    }

    private void refuseOwn(String code) {
        stage.provider = (attempt, out) -> {
            if (attempt.candidate().standsIn() != null) {
                return answer(out);
            }
            out.end();
            return Future.succeededFuture(new Opening.Refused(
                    GatewayError.of(Kind.UPSTREAM_REJECTED, "No.").withCode(code), Verdict.REQUEST_AT_FAULT));
        };
    }

    @Test
    void theCallerAndTheBooksAreToldWhichModelAnswered() throws Exception {
        stage.route = route(Wishes.NONE, OWN, OTHER);
        refuseOwn("context_length_exceeded");

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("x-sluice-fallback")).hasValue("n");
        assertThat(stage.settlements).extracting(Settlement::model).containsExactly("n");
        assertThat(stage.attempts)
                .extracting((Attempt attempt) -> attempt.call().answering())
                .containsExactly("m", "n");
        await().untilAsserted(() ->
                assertThat(stage.outcomes).extracting(Outcome::model).containsExactly("m", "n"));
    }

    @Test
    void aCallThatItsOwnModelAnswersOrThatNoneDoesIsOfItsOwnModel() throws Exception {
        stage.route = route(Wishes.NONE, OWN, OTHER);

        HttpResponse<String> answer = stage.post(Stage.CHAT);
        refuseOwn("content_filter");
        HttpResponse<String> refused = stage.post(Stage.CHAT);

        assertThat(answer.headers().firstValue("x-sluice-fallback")).isEmpty();
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(stage.attempts).hasSize(2);
        assertThat(stage.settlements).extracting(Settlement::model).containsExactly(null, null);
    }

    @Test
    void aRefusedContentGoesToAnotherModelWhereTheOperatorWantsIt() throws Exception {
        stage.route = route(new Wishes(false, false, true), OWN, OTHER);
        refuseOwn("content_filter");

        assertThat(stage.post(Stage.CHAT).headers().firstValue("x-sluice-fallback"))
                .hasValue("n");
    }

    @Test
    void whatTiesCallsIsLookedForOnceARouterHasAskedForIt() throws Exception {
        stage.post(Stage.CHAT);
        stage.route = route(new Wishes(true, false, false), OWN);
        stage.post(Stage.CHAT);
        stage.post(Stage.CHAT);
        stage.route = route(Wishes.NONE, OWN);
        stage.post(Stage.CHAT);
        stage.post(Stage.CHAT);

        assertThat(stage.routed)
                .extracting(request -> request.anchor() != null)
                .containsExactly(false, false, true, true, true, false);
        assertThat(stage.settlements).hasSize(5);
    }

    @Test
    void whatWasUsedIsToldToARouterThatAsksForIt() throws Exception {
        stage.route = route(new Wishes(false, true, false), OWN);
        stage.post(Stage.CHAT);

        await().untilAsserted(() -> assertThat(stage.used).containsExactly(new UsageSeen("a", "m", USAGE, "m")));
    }

    @Test
    void aRouterIsToldWhatACallNeeds() throws Exception {
        stage.post(
                "{\"model\":\"m\",\"max_tokens\":7,\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\"}}],"
                        + "\"messages\":[{\"role\":\"user\",\"content\":\"" + "x".repeat(3000) + "\"}]}");

        assertThat(stage.routed.getFirst().needs().promptTokens()).isBetween(1000L, 1100L);
        assertThat(stage.routed.getFirst().needs().outputTokens()).isEqualTo(7);
        assertThat(stage.routed.getFirst().needs().tools()).isTrue();
        assertThat(stage.routed.getFirst().needs().images()).isFalse();
    }
}
