package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outflow;
import dev.sluice.ingress.load.Level;
import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.call.Explanation.Copy;
import dev.sluice.model.call.Explanation.CopyState;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Settlement;
import dev.sluice.model.call.UnbilledUse;
import dev.sluice.model.call.Verdict;
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
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A copy of a call goes to another channel, and its caller neither waits nor pays nor hears of it. */
class ShadowTest {
    private static final Usage USAGE = new Usage(10, 0, 0, 5, 0);
    private static final Usage OF_COPY = new Usage(11, 0, 0, 7, 0);
    private static final ShadowSettings SOME = new ShadowSettings(4, 1 << 20, 1 << 10, Duration.ofMinutes(1));

    private final List<String> cancelled = Collections.synchronizedList(new ArrayList<>());
    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        open(SOME);
    }

    private void open(ShadowSettings settings) throws Exception {
        stage = new Stage(Stage.copying(settings));
        stage.route =
                Stage.route("a", "b").copiedTo(Stage.route("s").candidates().getFirst());
        stage.provider = (attempt, out) -> isCopy(attempt) ? answer(out, "copy", OF_COPY) : answer(out, "own", USAGE);
    }

    private void reopen(ShadowSettings settings) throws Exception {
        close();
        open(settings);
    }

    @AfterEach
    void close() throws TimeoutException {
        stage.close();
    }

    private static boolean isCopy(Attempt attempt) {
        return attempt.candidate().channelId().equals("s");
    }

    private static Future<Opening> answer(Outflow<AnswerEvent> out, String text, Usage usage) {
        out.send(Stage.verbatim("{\"by\":\"" + text + "\"}"));
        out.end(new AnswerEvent.Finished(usage, false, null));
        return Future.succeededFuture(Stage.whole());
    }

    private Future<Opening> hang(Outflow<AnswerEvent> out) {
        out.onCancel(() -> cancelled.add("s"));
        return Promise.<Opening>promise().future();
    }

    private @Nullable Copy copy() {
        return stage.traces()
                .find(stage.admissions.getLast().call().value())
                .map(Explanation::copy)
                .orElse(null);
    }

    private Copy copyThatIs(CopyState state) {
        return await().until(this::copy, copy -> copy != null && copy.state() == state);
    }

    @Test
    void theCallerHearsItsOwnAnswerAndTheCopyIsReadAndThrownAway() throws Exception {
        stage.unbilledPrice = new NanoDollars(1234);

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.body()).isEqualTo("{\"by\":\"own\"}");
        assertThat(answer.headers().firstValue("x-sluice-channel")).hasValue("a");
        Copy copy = await().until(
                        this::copy,
                        it -> it != null
                                && it.state() == CopyState.COMPLETED
                                && it.unbilled().purchase() != null);
        assertThat(Objects.requireNonNull(copy).unbilled()).isEqualTo(new Explanation.Unbilled(11, 7, 1234L));
        assertThat(copy.channelId()).isEqualTo("s");
        assertThat(copy.status()).isEqualTo(200);
        assertThat(copy.firstToken()).isNotNull();
        assertThat(stage.copies("completed")).isEqualTo(1);
        assertThat(stage.unbilled)
                .extracting(
                        UnbilledUse::kind,
                        UnbilledUse::usage,
                        use -> use.candidate().channelId())
                .containsExactly(tuple(UnbilledUse.Kind.SHADOW, OF_COPY, "s"));
    }

    @Test
    void nobodyIsBilledForACopyAndNoHealthIsLearntFromIt() throws Exception {
        stage.post(Stage.CHAT);
        copyThatIs(CopyState.COMPLETED);

        assertThat(stage.settlements).extracting(Settlement::channelId).containsExactly("a");
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
        assertThat(stage.settlements.getFirst().attempts()).isEqualTo(1);
        await().until(() -> !stage.outcomes.isEmpty());
        assertThat(stage.outcomes).extracting(outcome -> outcome.channelId()).containsOnly("a");
        System.out.println("S2 " + (stage.settlements.size() - 1) + " settlements_of_copies "
                + (stage.settlements.size() == 1 ? "pass" : "fail"));
    }

    @Test
    void aTargetThatHangsDelaysNoCaller() throws Exception {
        stage.provider = (attempt, out) -> isCopy(attempt) ? hang(out) : answer(out, "own", USAGE);

        int answered = 0;
        for (int i = 0; i < 20; i++) {
            answered += stage.post(Stage.CHAT).statusCode() == 200 ? 1 : 0;
        }

        // All of them ended while the copies still hang: four, as many as may be, for the others there was no room.
        await().untilAsserted(() -> assertThat(stage.copies("no_room")).isEqualTo(16));
        assertThat(stage.gauge("sluice.shadow.open")).isEqualTo(4);
        assertThat(cancelled).isEmpty();
        System.out.println("S1 " + answered + " callers_of_20_answered_while_the_copies_hang "
                + (answered == 20 ? "pass" : "fail"));
        assertThat(answered).isEqualTo(20);
        assertThat(stage.settlements).hasSize(20);
    }

    @Test
    void aCopyIsNotSentBeforeTheCallersAnswerBegins() throws Exception {
        Promise<Opening> own = Promise.promise();
        CompletableFuture<Outflow<AnswerEvent>> flow = new CompletableFuture<>();
        stage.provider = (attempt, out) -> {
            if (isCopy(attempt)) {
                return answer(out, "copy", OF_COPY);
            }
            flow.complete(out);
            return own.future();
        };

        CompletableFuture<HttpResponse<String>> answer = stage.postAsync(Stage.CHAT);
        Outflow<AnswerEvent> out = flow.join();
        assertThat(stage.attempts).hasSize(1);
        out.send(Stage.verbatim("{}"));
        out.end(new AnswerEvent.Finished(USAGE, false, null));
        own.complete(Stage.whole());

        assertThat(answer.join().statusCode()).isEqualTo(200);
        await().until(() -> stage.attempts.size() == 2);
    }

    @Test
    void aCallThatFailedIsCopiedAsWell() throws Exception {
        GatewayError down = GatewayError.of(Kind.UPSTREAM_FAILED, "down");
        stage.provider = (attempt, out) -> {
            if (isCopy(attempt)) {
                return answer(out, "copy", OF_COPY);
            }
            out.end();
            return Future.succeededFuture(new Opening.Refused(down, Verdict.FAILED));
        };

        assertThat(stage.post(Stage.CHAT).statusCode()).isEqualTo(502);

        assertThat(copyThatIs(CopyState.COMPLETED).status()).isEqualTo(200);
        assertThat(stage.attempts)
                .extracting(attempt -> attempt.candidate().channelId())
                .containsExactly("a", "b", "s");
    }

    @Test
    void aCopyThatIsRefusedChangesNothingAndCostsNothing() throws Exception {
        stage.provider = (attempt, out) -> {
            if (!isCopy(attempt)) {
                return answer(out, "own", USAGE);
            }
            out.end();
            return Future.succeededFuture(
                    new Opening.Refused(GatewayError.of(Kind.RATE_LIMITED, "slow down"), Verdict.LIMITED));
        };

        assertThat(stage.post(Stage.CHAT).statusCode()).isEqualTo(200);

        Copy copy = copyThatIs(CopyState.REFUSED);
        assertThat(copy.error()).isEqualTo("rate_limit_exceeded");
        assertThat(copy.status()).isEqualTo(429);
        assertThat(copy.unbilled()).isEqualTo(new Explanation.Unbilled(0, 0, 0L));
        assertThat(stage.unbilled).isEmpty();
        assertThat(stage.gauge("sluice.shadow.open")).isZero();
    }

    @Test
    void aCopyThatTakesTooLongIsCutOffAndItsPromptCounts() throws Exception {
        reopen(new ShadowSettings(4, 1 << 20, 1 << 10, Duration.ofMillis(50)));
        stage.provider = (attempt, out) -> isCopy(attempt) ? hang(out) : answer(out, "own", USAGE);

        stage.post(Stage.CHAT);

        assertThat(copyThatIs(CopyState.TIMED_OUT).unbilled().promptTokens()).isPositive();
        await().untilAsserted(() -> assertThat(cancelled).containsExactly("s"));
        assertThat(stage.gauge("sluice.shadow.open")).isZero();
        await().untilAsserted(() -> assertThat(stage.unbilled).hasSize(1));
    }

    @Test
    void anAnswerThatIsTooLongIsCutOff() throws Exception {
        stage.provider = (attempt, out) -> {
            if (!isCopy(attempt)) {
                return answer(out, "own", USAGE);
            }
            out.onCancel(() -> cancelled.add("s"));
            out.send(Stage.verbatim("x".repeat(600)));
            out.send(Stage.verbatim("x".repeat(600)));
            return Future.succeededFuture(Stage.streaming());
        };

        stage.post(Stage.CHAT);

        assertThat(copyThatIs(CopyState.TOO_LONG).unbilled().completionTokens()).isEqualTo(2);
        await().untilAsserted(() -> assertThat(cancelled).containsExactly("s"));
    }

    @Test
    void aRequestForWhichThereIsNoRoomIsNotCopied() throws Exception {
        reopen(new ShadowSettings(4, 10, 1 << 10, Duration.ofMinutes(1)));

        stage.post(Stage.CHAT);

        await().untilAsserted(() -> assertThat(stage.copies("no_room")).isEqualTo(1));
        assertThat(stage.attempts).hasSize(1);
        assertThat(copy()).isNull();
    }

    @Test
    void copiesAreTheFirstThatANodeWithMuchToDoSheds() throws Exception {
        stage.overload().watchDatabase(() -> 75);
        await().until(() -> stage.overload().level() == Level.NO_BACKGROUND);

        assertThat(stage.post(Stage.CHAT).statusCode()).isEqualTo(200);

        await().untilAsserted(() -> assertThat(stage.copies("shed")).isEqualTo(1));
        assertThat(stage.attempts).hasSize(1);
    }

    @Test
    void aNodeThatDrainsSendsNoCopies() throws Exception {
        stage.drain();

        stage.post(Stage.CHAT);

        await().untilAsserted(() -> assertThat(stage.copies("shed")).isEqualTo(1));
        assertThat(stage.attempts).hasSize(1);
    }

    @Test
    void aRouteWithoutAShadowSendsOneAttempt() throws Exception {
        stage.route = Stage.route("a");

        stage.post(Stage.CHAT);

        assertThat(stage.attempts).hasSize(1);
        assertThat(copy()).isNull();
    }

    @Test
    void streamsAreCopiedToo() throws Exception {
        Candidate target = Stage.route("s").candidates().getFirst();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {}\n\n"));
            out.end(new AnswerEvent.Finished(isCopy(attempt) ? OF_COPY : USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = stage.post(Stage.STREAMED);

        assertThat(answer.body()).isEqualTo("data: {}\n\ndata: [DONE]\n\n");
        assertThat(copyThatIs(CopyState.COMPLETED).channelId()).isEqualTo(target.channelId());
    }
}
