package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Outflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** No byte of a stream goes out before its hold is durable, and no last word before its end is. */
final class DamTest {
    private static final Usage USAGE = new Usage(3, 0, 0, 5, 0);
    private static final int PIECES = 100;
    private static final Bytes PIECE = Bytes.utf8("data: " + "x".repeat(1_000) + "\n\n");

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage();
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    private static Future<Opening> two(Outflow<AnswerEvent> out) {
        out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
        out.send(Stage.verbatim("data: {\"n\":2}\n\n"));
        out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
        return Future.succeededFuture(Stage.streaming());
    }

    private Socket ask(String body) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port());
        String head = "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer sk\r\n"
                + "Content-Type: application/json\r\nContent-Length: " + body.length() + "\r\n\r\n";
        socket.getOutputStream().write((head + body).getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void whatIsHeldBackComesInOrderOnceTheDamIsOpened() {
        Dam dam = new Dam();
        List<Integer> passed = new ArrayList<>();
        dam.close();
        dam.pass(() -> passed.add(1));
        dam.pass(() -> passed.add(2));
        List<Integer> before = List.copyOf(passed);

        dam.open();
        dam.pass(() -> passed.add(3));

        assertThat(before).isEmpty();
        assertThat(passed).containsExactly(1, 2, 3);
    }

    @Test
    void noByteOfAStreamGoesOutBeforeItsHoldIsDurable() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        AtomicBoolean answered = new AtomicBoolean();
        stage.held = durable.future();
        stage.provider = (attempt, out) -> {
            answered.set(true);
            return two(out);
        };

        try (Socket socket = ask(Stage.STREAMED)) {
            await().untilTrue(answered);
            // Longer than the silence after which a comment is said.
            await().during(Duration.ofMillis(900))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> socket.getInputStream().available() == 0);
            durable.complete(Acknowledged.YES);

            String said = until(socket.getInputStream(), "0\r\n\r\n");
            assertThat(said).startsWith("HTTP/1.1 200").contains("{\"n\":1}", "{\"n\":2}", "[DONE]");
        }
        assertThat(stage.secured).hasSize(1);
        assertThat(stage.settlements.getFirst().produced()).isEqualTo(2);
    }

    @Test
    void noCommentGoesOutBeforeAStreamIsAdmitted() throws Exception {
        Promise<Acknowledged> admitted = Promise.promise();
        stage.admitted = admitted.future();
        stage.provider = (attempt, out) -> two(out);

        try (Socket socket = ask(Stage.STREAMED)) {
            await().untilAsserted(() -> assertThat(stage.admissions).hasSize(1));
            // Longer than the silence after which a comment is said.
            await().during(Duration.ofMillis(900))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> socket.getInputStream().available() == 0);
            admitted.complete(Acknowledged.YES);

            assertThat(until(socket.getInputStream(), "0\r\n\r\n")).contains("[DONE]");
        }
    }

    @Test
    void anAnswerThatIsSaidWholeDoesNotAskForItsHold() throws Exception {
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.whole());
        };

        assertThat(stage.post(Stage.CHAT).statusCode()).isEqualTo(200);
        assertThat(stage.secured).isEmpty();
    }

    @Test
    void aHoldThatCannotBeDurableIs503AndTheUpstreamIsCancelled() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        AtomicBoolean cancelled = new AtomicBoolean();
        stage.held = durable.future();
        stage.provider = (attempt, out) -> {
            out.onCancel(() -> cancelled.set(true));
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            durable.tryFail(new GatewayException(Kind.BILLING_UNAVAILABLE, "The disk refuses."));
            return Future.succeededFuture(Stage.streaming());
        };

        HttpResponse<String> answer = stage.post(Stage.STREAMED);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
        assertThat(answer.body()).contains("billing_unavailable").doesNotContain("\"n\"");
        await().untilTrue(cancelled);
        assertThat(stage.settlements).hasSize(1);
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.REFUSED);
        assertThat(stage.settlements.getFirst().produced()).isZero();
        await().untilAsserted(() ->
                assertThat(stage.outcomes).extracting(o -> o.verdict()).containsExactly(Verdict.CALLER_LEFT));
    }

    @Test
    void anUpstreamIsNotGrantedMoreThanItsWindowWhileTheHoldIsNotDurable() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        AtomicInteger sent = new AtomicInteger();
        stage.held = durable.future();
        stage.provider = (attempt, out) -> {
            out.onCredit(() -> pump(out, sent));
            pump(out, sent);
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = ask(Stage.STREAMED)) {
            await().until(() -> sent.get() > 0);
            await().during(Duration.ofMillis(300)).until(() -> sent.get() < 40);
            durable.complete(Acknowledged.YES);

            assertThat(until(socket.getInputStream(), "0\r\n\r\n")).contains("[DONE]");
        }
        assertThat(sent.get()).isEqualTo(PIECES);
    }

    /** Sends as much as there is credit for, and the rest when there is more. */
    private static void pump(Outflow<AnswerEvent> out, AtomicInteger sent) {
        while (sent.get() < PIECES) {
            sent.incrementAndGet();
            if (!out.send(new AnswerEvent.Said(PIECE, 1, 1))) {
                return;
            }
        }
        out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
    }

    @Test
    void aCallerWhoLeavesBeforeTheHoldIsDurableHasHadNothing() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        AtomicBoolean answered = new AtomicBoolean();
        stage.held = durable.future();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            answered.set(true);
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = ask(Stage.STREAMED)) {
            await().untilTrue(answered);
            socket.setSoLinger(true, 0);
        }

        await().until(() -> stage.settlements.size() == 1);
        assertThat(stage.settlements.getFirst().end()).isEqualTo(CallEnd.CALLER_LEFT_EARLY);
    }

    @Test
    void theLastWordOfAStreamWaitsForItsDurableEnd() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        stage.booked = durable.future();
        stage.provider = (attempt, out) -> two(out);

        try (Socket socket = ask(Stage.STREAMED)) {
            String before = until(socket.getInputStream(), "{\"n\":2}\n\n");
            await().until(() -> !stage.settlements.isEmpty());
            await().during(Duration.ofMillis(300))
                    .until(() -> socket.getInputStream().available() <= 2);
            durable.complete(Acknowledged.YES);

            assertThat(before).doesNotContain("[DONE]");
            assertThat(until(socket.getInputStream(), "0\r\n\r\n")).contains("[DONE]");
        }
    }

    @Test
    void aWholeBodyWaitsForItsDurableEnd() throws Exception {
        Promise<Acknowledged> durable = Promise.promise();
        stage.booked = durable.future();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{\"id\":1}"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.whole());
        };
        AtomicReference<CompletableFuture<HttpResponse<String>>> answer = new AtomicReference<>();
        answer.set(stage.postAsync(Stage.CHAT));
        await().until(() -> !stage.settlements.isEmpty());
        await().during(Duration.ofMillis(300)).until(() -> !answer.get().isDone());

        durable.complete(Acknowledged.YES);

        assertThat(answer.get().join().body()).isEqualTo("{\"id\":1}");
    }

    @Test
    void anEndThatCannotBeDurableIsNotSaid() throws Exception {
        stage.booked =
                Future.failedFuture(new GatewayException(Kind.BILLING_UNAVAILABLE, "Neither disk nor database."));
        stage.provider = (attempt, out) -> two(out);

        HttpResponse<String> answer = stage.post(Stage.STREAMED);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("{\"n\":2}", "billing_unavailable").doesNotContain("[DONE]");
    }

    @Test
    void aWholeBodyWhoseEndCannotBeDurableIs503() throws Exception {
        stage.booked =
                Future.failedFuture(new GatewayException(Kind.BILLING_UNAVAILABLE, "Neither disk nor database."));
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{\"id\":1}"));
            out.end(new AnswerEvent.Finished(USAGE, false, Stage.DONE));
            return Future.succeededFuture(Stage.whole());
        };

        HttpResponse<String> answer = stage.post(Stage.CHAT);

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("billing_unavailable");
        assertThat(answer.headers().firstValue("retry-after")).hasValue("5");
    }

    @Test
    void whileAStreamRunsItsProgressIsToldOnceASecond() throws Exception {
        AtomicReference<Outflow<AnswerEvent>> stream = new AtomicReference<>();
        stage.provider = (attempt, out) -> {
            stream.set(out);
            out.send(Stage.verbatim("data: {\"n\":1}\n\n"));
            out.send(Stage.verbatim("data: {\"n\":2}\n\n"));
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = ask(Stage.STREAMED)) {
            until(socket.getInputStream(), "{\"n\":2}\n\n");
            await().until(() -> !stage.reported.isEmpty());

            assertThat(stage.reported)
                    .containsExactly(
                            new CallProgress(stage.admissions.getFirst().call(), 2, null));
        }
    }

    private static String until(InputStream in, String end) throws IOException {
        StringBuilder text = new StringBuilder();
        while (text.indexOf(end) < 0) {
            int next = in.read();
            if (next < 0) {
                break;
            }
            text.append((char) next);
        }
        return text.toString();
    }
}
