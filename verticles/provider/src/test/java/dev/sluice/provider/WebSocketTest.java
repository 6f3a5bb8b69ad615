package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Rig.Ride;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ServerWebSocket;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Upstreams that are asked over a WebSocket (Spark), and what may go wrong with one. */
class WebSocketTest {
    private static final String SECRET = "12345678|api-secret|api-key";
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Timeouts HASTY = new Timeouts(
            Duration.ofSeconds(10), Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofSeconds(30));
    private static final String FIRST = piece(0, "Hel", "");
    private static final String LAST = piece(2, "lo", """
            ,"usage":{"text":{"question_tokens":4,"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}}""");

    private final FakeWebSocket upstream = FakeWebSocket.start();
    private final Rig rig = new Rig(channel(), SECRET);

    @AfterEach
    void stop() {
        rig.close();
        upstream.close();
    }

    private Channel channel() {
        return Samples.channel("spark-websocket", "ws://127.0.0.1:" + upstream.port());
    }

    private static String piece(int status, String content, String more) {
        return """
                {"header":{"code":0,"message":"Success","sid":"s1","status":%d},"payload":{"choices":{"status":%d,"seq":0,\
                "text":[{"content":"%s","role":"assistant","index":0}]}%s}}""".formatted(status, status, content, more);
    }

    private static String error(int code) {
        return "{\"header\":{\"code\":%d,\"message\":\"no (sid)\",\"sid\":\"s1\",\"status\":2}}".formatted(code);
    }

    // What goes well.

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerComesInPiecesOrWholeAsTheCallerWantsItAndSaysWhatItUsed(boolean stream) {
        upstream.answering(List.of(FIRST, LAST));

        Ride ride = rig.ride(Samples.chat(stream), "generalv3", Samples.PATIENT, Receiver.thirsty());
        Finished end = awaitFinished(ride);

        assertThat(ride.opened().status()).isEqualTo(200);
        assertThat(ride.opened().streaming()).isEqualTo(stream);
        assertThat(ride.out().text())
                .contains(stream ? "\"content\":\"Hel\"" : "\"content\":\"Hello\"")
                .contains("\"finish_reason\":\"stop\"");
        assertThat(end.usage()).isEqualTo(new Usage(11, 0, 0, 7, 0));
        FakeWebSocket.Asked asked = upstream.asked().getFirst();
        assertThat(asked.uri()).startsWith("/v3.1/chat?authorization=");
        assertThat(asked.message()).contains("\"app_id\":\"12345678\"", "\"domain\":\"generalv3\"");
        assertThat(asked.message() + asked.uri()).doesNotContain("api-secret");
    }

    @Test
    void eachCallHasAConnectionOfItsOwnThatIsClosedAtTheEnd() {
        upstream.answering(List.of(FIRST, LAST));

        for (int i = 0; i < 3; i++) {
            awaitFinished(rig.ride(Samples.chat(true)));
        }

        await().atMost(Duration.ofMillis(700)).until(() -> upstream.open() == 0);
        assertThat(upstream.asked())
                .extracting(asked -> asked.headers().get("sec-websocket-key"))
                .doesNotHaveDuplicates()
                .hasSize(3);
    }

    @Test
    void functionsAreOfferedAndCallsComeBack() {
        upstream.answering(List.of("""
                {"header":{"code":0,"sid":"s1","status":2},"payload":{"choices":{"status":2,"seq":0,"text":[{"content":"",\
                "role":"assistant","content_type":"text","function_call":{"arguments":"{\\"city\\":\\"Bonn\\"}",\
                "name":"weather"},"index":0}]},"usage":{"text":{"prompt_tokens":3,"completion_tokens":2}}}}"""));
        Call call = Samples.call(Operation.CHAT, """
                {"model":"m","stream":true,"messages":[{"role":"user","content":"Rain?"}],"tools":[{"type":"function",\
                "function":{"name":"weather","parameters":{"type":"object"}}}]}""");

        Ride ride = rig.ride(call);
        awaitFinished(ride);

        assertThat(upstream.asked().getFirst().message())
                .contains("\"functions\":{\"text\":[{\"name\":\"weather\",\"parameters\":{\"type\":\"object\"");
        assertThat(ride.out().text())
                .contains("\"name\":\"weather\"", "{\\\"city\\\":\\\"Bonn\\\"}", "\"finish_reason\":\"tool_calls\"");
    }

    @Test
    void aMessageMayComeInManyFramesWithPingsBetweenMessages() {
        AtomicBoolean answered = new AtomicBoolean();
        upstream.doing(socket -> {
            socket.pongHandler(pong -> {
                answered.set(pong.toString().equals("still there?"));
                FakeWebSocket.inFrames(socket, LAST, 100);
            });
            FakeWebSocket.inFrames(socket, FIRST, 7);
            socket.writePing(Buffer.buffer("still there?"));
        });

        Ride ride = rig.ride(Samples.chat(true));
        awaitFinished(ride);

        assertThat(answered).isTrue();
        assertThat(ride.out().text()).contains("Hel", "lo");
    }

    // What the upstream refuses.

    @ParameterizedTest
    @CsvSource({"401, KEY_REFUSED", "403, KEY_REFUSED", "429, LIMITED", "500, FAILED", "200, FAILED", "302, FAILED"})
    void aHandshakeThatIsRefusedIsTakenForWhatItSays(int status, Verdict verdict) {
        upstream.rejecting(status, "{\"message\":\"HMAC signature cannot be verified\"}");

        Opening.Refused refused = rig.ride(Samples.chat(true)).refused();

        assertThat(refused.verdict()).isEqualTo(verdict);
        assertThat(refused.error().message()).doesNotContain("HMAC");
    }

    @ParameterizedTest
    @CsvSource({
        "10013, REQUEST_AT_FAULT",
        "10014, REQUEST_AT_FAULT",
        "10163, REQUEST_AT_FAULT",
        "10907, REQUEST_AT_FAULT",
        "10015, KEY_REFUSED",
        "10313, KEY_REFUSED",
        "10404, MODEL_UNKNOWN",
        "11200, OUT_OF_QUOTA",
        "11201, OUT_OF_QUOTA",
        "10007, LIMITED",
        "11202, LIMITED",
        "11203, LIMITED",
        "10008, FAILED",
        "99999, FAILED"
    })
    void anErrorBeforeThereIsContentIsARefusal(int code, Verdict verdict) {
        upstream.answering(List.of(error(code)));

        assertThat(rig.ride(Samples.chat(true)).refused().verdict()).isEqualTo(verdict);
        awaitClosed();
    }

    @ParameterizedTest
    @CsvSource({"10013, content_filter", "10907, context_length_exceeded"})
    void whatTheCallerCanMendIsSaidInTheWordForIt(int code, String word) {
        upstream.answering(List.of(error(code)));

        assertThat(rig.ride(Samples.chat(true)).refused().error().code()).isEqualTo(word);
    }

    @Test
    void anErrorInTheMiddleIsToldInBand() {
        upstream.answering(List.of(FIRST, error(10014)));

        Broken end = awaitBroken(rig.ride(Samples.chat(true)));

        assertThat(end.verdict()).isEqualTo(Verdict.REQUEST_AT_FAULT);
        awaitClosed();
    }

    // What breaks.

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatEndsInTheMiddleIsAnAnswerThatWasCut(boolean politely) {
        upstream.doing(socket -> socket.writeFinalTextFrame(FIRST).onSuccess(sent -> end(socket, politely)));

        Ride ride = rig.ride(Samples.chat(true));
        Broken end = awaitBroken(ride);

        assertThat(ride.out().text()).contains("Hel").doesNotContain("[DONE]");
        assertThat(end.verdict()).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aConnectionThatEndsBeforeThereIsAnAnswerIsARefusal(boolean politely) {
        upstream.doing(socket -> end(socket, politely));

        assertThat(rig.ride(Samples.chat(true)).refused().verdict()).isEqualTo(Verdict.FAILED);
    }

    private static void end(ServerWebSocket socket, boolean politely) {
        if (politely) {
            socket.close();
        } else {
            FakeWebSocket.cut(socket);
        }
    }

    @Test
    void aServerThatDoesNotAnswerTheHandshakeRunsOutOfTime() {
        upstream.deaf();

        assertThat(rig.ride(Samples.chat(true), HASTY).refused().verdict()).isEqualTo(Verdict.TIMED_OUT);
    }

    @Test
    void silenceBeforeAnAnswerRunsOutOfTime() {
        upstream.answering(List.of());

        Opening.Refused refused = rig.ride(Samples.chat(true), HASTY).refused();

        assertThat(refused.verdict()).isEqualTo(Verdict.TIMED_OUT);
        assertThat(refused.error().kind()).isEqualTo(Kind.UPSTREAM_TIMEOUT);
        awaitClosed();
    }

    @Test
    void silenceInTheMiddleRunsOutOfTime() {
        upstream.answering(List.of(FIRST));

        assertThat(awaitBroken(rig.ride(Samples.chat(true), HASTY)).verdict()).isEqualTo(Verdict.TIMED_OUT);
        awaitClosed();
    }

    @Test
    void aMessageThatIsTooLongEndsTheAnswer() {
        upstream.doing(socket -> {
            socket.writeFinalTextFrame(FIRST);
            FakeWebSocket.inFrames(socket, piece(1, "x".repeat(1_100_000), ""), 60_000);
        });

        Broken end = awaitBroken(rig.ride(Samples.chat(true)));

        assertThat(end.verdict()).isEqualTo(Verdict.FAILED);
        assertThat(end.error().message()).contains("more than");
        awaitClosed();
    }

    @Test
    void dataThatIsNoTextEndsTheAnswer() {
        upstream.doing(socket -> socket.writeFinalBinaryFrame(Buffer.buffer(FIRST)));

        assertThat(rig.ride(Samples.chat(true)).refused().verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void whatTheUpstreamSaysAfterItsLastMessageIsNotHeard() {
        upstream.answering(List.of(FIRST, LAST, FIRST, error(10014)));

        Ride ride = rig.ride(Samples.chat(true));
        awaitFinished(ride);

        assertThat(ride.out().text()).containsOnlyOnce("Hel");
    }

    // What callers do.

    @Test
    void aCallerWhoLeavesClosesTheConnection() {
        upstream.answering(List.of(FIRST));
        Ride ride = rig.ride(Samples.chat(true));
        ride.opened();

        rig.run(ride.out()::cancel);

        awaitClosed();
    }

    @Test
    void aCallerWhoLeavesBeforeThereIsAConnectionLeavesNone() {
        upstream.answering(List.of(FIRST));

        Ride ride = rig.on(() -> {
            Ride begun = rig.begin(Samples.chat(true), "m", Samples.PATIENT, Receiver.thirsty());
            begun.out().cancel();
            return begun;
        });

        assertThat(ride.refused().verdict()).isEqualTo(Verdict.CALLER_LEFT);
        awaitClosed();
    }

    @Test
    void aSlowCallerHoldsTheUpstreamUpAndGetsAllOfItsAnswer() {
        int pieces = 8_000;
        AtomicInteger taken = new AtomicInteger();
        upstream.doing(socket -> send(socket, pieces, taken));
        Receiver out = new Receiver(20_000);

        Ride ride = rig.ride(Samples.chat(true), "m", Samples.PATIENT, out);
        ride.opened();
        await().atMost(SOON).until(() -> out.sent() >= 20_000);
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);

        assertThat(taken.get()).isLessThan(2_000);
        assertThat(out.sent()).isLessThan(30_000);

        rig.run(() -> out.grant(Long.MAX_VALUE / 2));
        awaitFinished(ride);

        assertThat(ride.out().text().split("xxxx!", -1)).hasSize(pieces + 1);
    }

    /** As fast as they are taken; a thousand characters each. */
    private static void send(ServerWebSocket socket, int left, AtomicInteger taken) {
        if (left == 0) {
            socket.writeFinalTextFrame(LAST);
        } else {
            socket.writeFinalTextFrame(piece(1, "x".repeat(1_000) + "!", "")).onSuccess(sent -> {
                taken.incrementAndGet();
                Objects.requireNonNull(Vertx.currentContext()).runOnContext(next -> send(socket, left - 1, taken));
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anAnswerThatEndsWhileItsCallerIsSlowIsNotCut(boolean politely) {
        String much = piece(0, "x".repeat(30_000), "");
        upstream.doing(socket -> {
            socket.writeFinalTextFrame(much);
            socket.writeFinalTextFrame(much);
            socket.writeFinalTextFrame(LAST).onSuccess(sent -> end(socket, politely));
        });
        Receiver out = new Receiver(1_000);

        Ride ride = rig.ride(Samples.chat(true), "m", Samples.PATIENT, out);
        ride.opened();
        await().atMost(SOON).until(() -> out.sent() >= 1_000);
        await().pollDelay(Duration.ofMillis(300)).until(() -> true);
        assertThat(out.isEnded()).isFalse();
        rig.run(() -> out.grant(Long.MAX_VALUE / 2));

        assertThat(awaitFinished(ride).usage()).isEqualTo(new Usage(11, 0, 0, 7, 0));
    }

    @Test
    void aChannelConfinedToPublicAddressesDoesNotReachThisMachine() {
        try (Rig confined = new Rig(Samples.confined(channel()), SECRET)) {
            Opening.Refused refused = confined.ride(Samples.chat(true)).refused();

            assertThat(refused.verdict()).isEqualTo(Verdict.UNREACHABLE);
            assertThat(refused.error().message()).doesNotContain("127.0.0.1");
            assertThat(upstream.asked()).isEmpty();
        }
    }

    private void awaitClosed() {
        await().atMost(SOON).until(() -> upstream.open() == 0);
    }

    private static Finished awaitFinished(Ride ride) {
        await().atMost(SOON).until(() -> ride.out().isEnded());
        assertThat(ride.out().last()).isInstanceOf(Finished.class);
        return (Finished) ride.out().last();
    }

    private static Broken awaitBroken(Ride ride) {
        ride.opened();
        await().atMost(SOON).until(() -> ride.out().isEnded());
        assertThat(ride.out().last()).asInstanceOf(type(Broken.class)).isNotNull();
        return (Broken) ride.out().last();
    }
}
