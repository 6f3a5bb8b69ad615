package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Outflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Route;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ExchangeTest {
    private static final Usage USAGE = new Usage(3, 0, 0, 5, 0);
    private static final GatewayError DOWN = GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream failed.");

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void aWholeAnswerIsPassedOnAfterItWasSettled() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{\"id\":\"x\"}"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.whole());
        };

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("{\"id\":\"x\"}");
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(answer.headers().firstValue("x-sluice-channel")).hasValue("a");
        assertThat(stage.settlements).hasSize(1);
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.COMPLETED);
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
        await().untilAsserted(() ->
                assertThat(stage.outcomes).extracting(o -> o.verdict()).containsExactly(Verdict.OK));
    }

    @Test
    void aStreamEndsWithOneDone() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            out.send(Stage.verbatim("data: {\"n\":2}\n\n"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = stage.post(Stage.STREAMED);

        assertThat(answer.body()).isEqualTo("data: {\"n\":1}\n\ndata: {\"n\":2}\n\ndata: [DONE]\n\n");
        assertThat(answer.headers().firstValue("content-type")).hasValue("text/event-stream; charset=utf-8");
        assertThat(answer.headers().firstValue("x-accel-buffering")).hasValue("no");
        assertThat(stage.settlements.getFirst().produced()).isEqualTo(2);
    }

    @Test
    void theNextChannelIsTriedWhenTheFirstRefuses() throws Exception {
        stage.provider = (attempt, out) -> {
            if (attempt.candidate().channelId().equals("a")) {
                out.end();
                return Future.succeededFuture(new Opening.Refused(DOWN, Verdict.FAILED));
            }
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.whole());
        };

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(stage.settlements.getFirst().attempts()).isEqualTo(2);
        assertThat(stage.settlements.getFirst().channelId()).isEqualTo("b");
        await().untilAsserted(() -> assertThat(stage.outcomes)
                .extracting(o -> o.channelId() + o.verdict())
                .containsExactly("aFAILED", "bOK"));
    }

    @Test
    void anAnswerOfTheGatewayItselfSaysNothingAboutTheChannel() throws Exception {
        stage.route = new Route(
                Stage.route("a").candidates().stream()
                        .map(Candidate::inItsStead)
                        .toList(),
                List.of(),
                true);
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(USAGE, false, null));
            return Future.succeededFuture(Stage.whole());
        };
        stage.post(Stage.CHAT);
        stage.provider = refusing(DOWN, Verdict.TIMED_OUT);
        stage.post(Stage.CHAT);
        stage.route = Stage.route("b");
        stage.post(Stage.CHAT);

        // Outcomes arrive in order, so that of the last call is the first if the others told nothing.
        await().untilAsserted(() ->
                assertThat(stage.outcomes).extracting(o -> o.channelId()).containsExactly("b"));
    }

    @Test
    void aRequestAtFaultIsNotTriedElsewhere() throws Exception {
        GatewayError rejected = GatewayError.of(Kind.UPSTREAM_REJECTED, "temperature is too high")
                .withStatus(422)
                .at("temperature");
        stage.provider = refusing(rejected, Verdict.REQUEST_AT_FAULT);

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.body()).contains("temperature is too high", "\"param\":\"temperature\"", "request_id");
        assertThat(stage.attempts).hasSize(1);
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.UPSTREAM_REFUSED);
    }

    @Test
    void theLastErrorIsSaidWhenEveryChannelFails() throws Exception {
        stage.provider = refusing(DOWN, Verdict.UNREACHABLE);

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(502);
        assertThat(answer.headers().firstValue("x-should-retry")).hasValue("false");
        assertThat(stage.attempts).hasSize(2);
        assertThat(stage.settlements).hasSize(1);
    }

    @Test
    void anUpstreamThatBreaksInMidStreamIsToldInBandAndNotEndedAsDone() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            out.end(new AnswerEvent.Broken(DOWN, Verdict.FAILED, USAGE));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = stage.post(Stage.STREAMED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .startsWith("data: {\"n\":1}\n\n")
                .contains("\"error\"")
                .doesNotContain("[DONE]");
        assertThat(stage.attempts).hasSize(1);
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.UPSTREAM_BROKE);
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(USAGE);
    }

    @Test
    void aCallerWhoHangsUpCancelsTheUpstreamAndIsSettledOnce() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.getOutputStream().write(raw(Stage.STREAMED));
            assertThat(readUntil(socket.getInputStream(), "\"n\":1")).contains("200 OK");
        }

        await().atMost(Duration.ofSeconds(1)).untilTrue(cancelled);
        await().untilAsserted(() -> assertThat(stage.settlements).hasSize(1));
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.CALLER_LEFT);
        assertThat(stage.settlements.getFirst().status()).isEqualTo(499);
    }

    @ParameterizedTest
    @CsvSource({"1, 2", "40, 40"})
    void whatTheUpstreamHadReportedIsTakenWhenTheCallerLeaves(long reported, long billed) throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(new AnswerEvent.Said(Bytes.utf8("data: {\"n\":1}\n\n"), 1, 1, new Usage(3, 5, 7, reported, 0)));
            out.send(Stage.verbatim("data: {\"n\":2}\n\n"));
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.getOutputStream().write(raw(Stage.STREAMED));
            readUntil(socket.getInputStream(), "\"n\":2");
        }

        await().untilAsserted(() -> assertThat(stage.settlements).hasSize(1));
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.CALLER_LEFT);
        assertThat(stage.settlements.getFirst().reported()).isEqualTo(new Usage(3, 5, 7, billed, 0));
    }

    @Test
    void aCallerWhoHangsUpBeforeAnyContentIsSettledAsLeftEarly() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            return Promise.<Opening>promise().future();
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.getOutputStream().write(raw(Stage.CHAT));
            await().untilAsserted(() -> assertThat(stage.attempts).hasSize(1));
        }

        await().atMost(Duration.ofSeconds(1)).untilTrue(cancelled);
        await().untilAsserted(() ->
                assertThat(stage.settlements).extracting(s -> s.end()).containsExactly(CallEnd.CALLER_LEFT_EARLY));
    }

    @Test
    void commentsKeepASilentStreamAliveAndAFailureAfterThemIsInBand() throws Exception {
        Promise<Opening> later = Promise.promise();
        stage.route = Stage.route("a");
        stage.provider = (attempt, out) -> later.future().onComplete(ignored -> out.end());

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.getOutputStream().write(raw(Stage.STREAMED));
            String head = readUntil(socket.getInputStream(), ": keep-alive");
            later.complete(new Opening.Refused(DOWN, Verdict.FAILED));
            String rest = readUntil(socket.getInputStream(), "\"error\"");

            assertThat(head).contains("200 OK", "text/event-stream");
            assertThat(rest).contains("data: {\"error\"");
        }
    }

    @Test
    void aReaderThatStopsReadingStopsTheUpstreamAndIsCut() throws Exception {
        AtomicInteger sent = new AtomicInteger();
        AtomicBoolean cancelled = new AtomicBoolean();
        String event = "data: " + "x".repeat(16_000) + "\n\n";
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            out.onCredit(() -> pump(out, event, sent));
            pump(out, event, sent);
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), stage.port()));
            socket.getOutputStream().write(raw(Stage.STREAMED));
            await().atMost(Duration.ofSeconds(10)).untilTrue(cancelled);
        }

        assertThat(sent.get() * event.length()).isLessThan(8 << 20);
        assertThat(stage.settlements).extracting(s -> s.end()).containsExactly(CallEnd.CALLER_LEFT);
    }

    @Test
    void aReaderWhoIsSlowIsNotCut() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        int piece = 256 * 1024;
        AtomicInteger sent = new AtomicInteger();
        String event = "data: " + "x".repeat(4_000) + "\n\n";
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            out.onCredit(() -> pump(out, event, sent));
            pump(out, event, sent);
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(raw(Stage.STREAMED));

            InputStream answer = socket.getInputStream();
            await().pollInterval(Duration.ofMillis(100))
                    .during(Stage.settings().stallTimeout().multipliedBy(2))
                    .atMost(Duration.ofSeconds(15))
                    .until(() -> answer.readNBytes(piece).length == piece && !cancelled.get());
        }
    }

    @Test
    void aBodyWhereAStreamHasBegunIsAnErrorInBandAndCancelled() throws Exception {
        AtomicBoolean cancelled = new AtomicBoolean();
        Promise<Opening> later = Promise.promise();
        stage.route = Stage.route("a");
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            return later.future();
        };

        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(raw(Stage.STREAMED));
            readUntil(socket.getInputStream(), ": keep-alive");
            later.complete(Stage.whole());
            String rest = readUntil(socket.getInputStream(), "\"error\"");

            assertThat(rest).contains("data: {\"error\"").doesNotContain("[DONE]");
        }
        await().untilTrue(cancelled);
        assertThat(stage.settlements).extracting(s -> s.end()).containsExactly(CallEnd.UPSTREAM_REFUSED);
    }

    private static void pump(Outflow<AnswerEvent> out, String event, AtomicInteger sent) {
        boolean more = true;
        while (more && sent.get() < 10_000) {
            more = out.send(Stage.verbatim(event));
            sent.incrementAndGet();
        }
    }

    @Test
    void aRefusedCallerIsToldWhyWithItsLimitsAndIsNotSettled() throws Exception {
        stage.admission = new Admission.Refused(
                GatewayError.of(Kind.RATE_LIMITED, "60 requests per minute are reached")
                        .retryAfter(Duration.ofMillis(1_200)),
                List.of(new LimitState(LimitState.Dimension.REQUESTS, 60, 0, Duration.ofSeconds(61))));

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("2");
        assertThat(answer.headers().firstValue("x-ratelimit-limit-requests")).hasValue("60");
        assertThat(answer.headers().firstValue("x-ratelimit-remaining-requests"))
                .hasValue("0");
        assertThat(answer.headers().firstValue("x-ratelimit-reset-requests")).hasValue("1m1s");
        assertThat(stage.settlements).isEmpty();
    }

    @Test
    void anUnknownModelIsSettledAndSaidSo() throws Exception {
        stage.route = new Route(List.of(), List.of(), false);

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).contains("model_not_found");
        assertThat(stage.settlements).extracting(s -> s.end()).containsExactly(CallEnd.REFUSED);
    }

    @Test
    void whatTheModelDoesNotServeIsTheCallersMistake() throws Exception {
        stage.route = new Route(List.of(), List.of(), true, true);

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.headers().firstValue("retry-after")).isEmpty();
        assertThat(answer.body())
                .contains("The model 'm' does not serve chat.", "unsupported_operation", "\"param\":\"model\"");
        assertThat(stage.settlements).extracting(s -> s.end()).containsExactly(CallEnd.REFUSED);
    }

    @Test
    void nobodyIsToldToWaitForLongerThanALimitedChannelRests() throws Exception {
        GatewayError limited = GatewayError.of(Kind.RATE_LIMITED, "tokens of this day are used up")
                .retryAfter(Duration.ofHours(9));
        stage.provider = refusing(limited, Verdict.LIMITED);
        assertThat(stage.post(Stage.CHAT).headers().firstValue("retry-after")).hasValue("300");

        stage.provider = refusing(limited, Verdict.OUT_OF_QUOTA);
        assertThat(stage.post(Stage.CHAT).headers().firstValue("retry-after")).isEmpty();
    }

    @Test
    void theRequestIdIsKeptIfItIsSaneAndMadeIfNot() throws Exception {
        stage.provider = refusing(DOWN, Verdict.FAILED);

        HttpResponse<String> made = stage.post(Stage.CHAT);

        assertThat(made.headers().firstValue("x-request-id").orElse("")).matches("[0-9a-f]{32}");
        assertThat(made.body())
                .contains(made.headers().firstValue("x-request-id").orElseThrow());
    }

    @Test
    void modelsAreListedAndFoundByAnEncodedName() throws Exception {
        assertThat(stage.get("/v1/models").body()).contains("\"vendor/m\"", "\"list\"");
        assertThat(stage.get("/v1/models/vendor%2Fm").statusCode()).isEqualTo(200);
        assertThat(stage.get("/v1/models/vendor/m").statusCode()).isEqualTo(200);
        assertThat(stage.get("/v1/models/none").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsNoDialectGoesToManagement() throws Exception {
        assertThat(stage.get("/api/keys").body()).isEqualTo("management");
        assertThat(stage.get("/v1/none").statusCode()).isEqualTo(404);
        assertThat(stage.get("/health").body()).contains("ok");
    }

    private static java.util.function.BiFunction<dev.sluice.model.call.Attempt, Outflow<AnswerEvent>, Future<Opening>>
            refusing(GatewayError error, Verdict verdict) {
        return (attempt, out) -> {
            out.end();
            return Future.succeededFuture(new Opening.Refused(error, verdict));
        };
    }

    private static byte[] raw(String body) {
        return ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk-test\r\n"
                        + "Content-Length: " + Bytes.utf8(body).length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String readUntil(InputStream in, String mark) throws Exception {
        StringBuilder read = new StringBuilder();
        int next;
        while (read.indexOf(mark) < 0 && (next = in.read()) >= 0) {
            read.append((char) next);
        }
        return read.toString();
    }
}
