package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.ingress.load.OverloadSettings;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import dev.sluice.testkit.RawAnswer;
import dev.sluice.testkit.RawHttp;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Calls that are more than the node takes: a hundred at once, of which ninety are anybody's. */
class SheddingTest {
    private static final int MOST = 100;
    private static final int FREE = 90;
    private static final String HEALTH = "GET /health HTTP/1.1\r\nHost: sluice\r\n\r\n";
    private static final Duration SOON = Duration.ofSeconds(10);

    private Stage stage;
    private final Promise<Opening> opening = Promise.promise();

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(
                Stage.bounded(new OverloadSettings(MOST, MOST, Duration.ofSeconds(10), Duration.ofSeconds(10)), 0));
        stage.provider = (attempt, out) -> opening.future().onSuccess(begun -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(Usage.NONE, false, Stage.DONE));
        });
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void whatIsTooMuchIsTurnedAwayInTheCallersDialectAndTheRestIsServed() throws Exception {
        greet("user-1", "sk-test");
        int before = stage.admissions.size();
        List<CompletableFuture<HttpResponse<String>>> served = fill(FREE);

        HttpResponse<String> openAi = stage.post(Stage.CHAT);
        HttpResponse<String> anthropic = stage.send(
                "POST", "/v1/messages", Stage.CHAT, "x-api-key", "sk-test", "anthropic-version", "2023-06-01");

        assertThat(openAi.statusCode()).isEqualTo(503);
        assertThat(openAi.body()).contains("\"error\"").contains("overloaded");
        assertThat(openAi.headers().firstValue("retry-after").orElseThrow()).matches("[1-5]");
        assertThat(anthropic.statusCode()).isEqualTo(529);
        assertThat(anthropic.body()).contains("overloaded_error");
        opening.complete(Stage.whole());
        for (CompletableFuture<HttpResponse<String>> call : served) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
        assertThat(stage.admissions).hasSize(before + FREE);
        await().atMost(SOON).until(() -> stage.overload().calls() == 0);
        assertThat(stage.shed("full")).isEqualTo(2);
    }

    @Test
    void whoHasAFairShareAlreadyIsTurnedAwayAndOthersAreNot() throws Exception {
        greet("user-1", "sk-test");
        greet("user-2", "sk-other");
        stage.admission = new Admission.Admitted(new Caller("key-1", "user-1", "default"), List.of());
        List<CompletableFuture<HttpResponse<String>>> served = fill(FREE - 1);
        stage.admission = new Admission.Admitted(new Caller("key-2", "user-2", "default"), List.of());
        CompletableFuture<RawAnswer> other = ask("sk-other");
        await().atMost(SOON).until(() -> stage.overload().calls() == FREE);

        HttpResponse<String> greedy = stage.post(Stage.CHAT);

        assertThat(greedy.statusCode()).isEqualTo(429);
        assertThat(greedy.body()).contains("over_fair_share");
        assertThat(greedy.headers().firstValue("retry-after")).isPresent();
        opening.complete(Stage.whole());
        assertThat(other.get().status()).isEqualTo(200);
        for (CompletableFuture<HttpResponse<String>> call : served) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void aLargeBodyIsTurnedAwayBeforeItIsRead() throws Exception {
        greet("user-1", "sk-test");
        List<CompletableFuture<HttpResponse<String>>> served = fill(FREE);

        try (RawHttp caller = RawHttp.connect(address(), SOON)) {
            caller.send("POST /v1/chat/completions HTTP/1.1\r\nHost: sluice\r\nAuthorization: Bearer sk-test\r\n"
                    + "Content-Length: 1000000\r\n\r\n{\"model\":");
            RawAnswer answer = caller.read();

            assertThat(answer.status()).isEqualTo(503);
            assertThat(caller.isClosedByServer()).isTrue();
        }
        assertThat(stage.gauge("sluice.body.bytes")).isLessThan(FREE * 1_000.0);
        opening.complete(Stage.whole());
        for (CompletableFuture<HttpResponse<String>> call : served) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void callersWhoLeaveAreNotInFlightAnyMore() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> calls = fill(5);

        calls.forEach(call -> call.cancel(true));

        await().atMost(SOON).until(() -> stage.overload().calls() == 0);
    }

    @Test
    void atTheSecondLevelNothingIsTriedAgainAndConnectionsAreClosed() throws Exception {
        List<CompletableFuture<HttpResponse<String>>> served = fill(FREE - 1);
        await().atMost(SOON).until(() -> stage.gauge("sluice.overload.level") == 2);
        stage.provider = (attempt, out) -> Future.succeededFuture(
                new Opening.Refused(GatewayError.of(Kind.UPSTREAM_FAILED, "The upstream failed."), Verdict.FAILED));
        int before = stage.attempts.size();

        HttpResponse<String> failed = stage.post(Stage.CHAT);

        assertThat(failed.statusCode()).isEqualTo(502);
        assertThat(failed.headers().firstValue("connection")).hasValue("close");
        assertThat(stage.attempts).hasSize(before + 1);
        opening.complete(Stage.whole());
        for (CompletableFuture<HttpResponse<String>> call : served) {
            assertThat(call.get().statusCode()).isEqualTo(200);
        }
    }

    @Test
    void atTheFourthLevelNewConnectionsWaitUntilThereIsRoom() throws Exception {
        AtomicInteger queue = new AtomicInteger(99);
        List<RawHttp> early = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            early.add(RawHttp.connect(address(), SOON));
            assertThat(early.getLast().send(HEALTH).read().status()).isEqualTo(200);
        }
        stage.overload().watchDatabase(queue::get);
        await().atMost(SOON).until(() -> stage.gauge("sluice.overload.level") == 4);

        CompletableFuture<RawAnswer> late = CompletableFuture.supplyAsync(
                () -> RawHttp.exchange(address(), HEALTH.getBytes(StandardCharsets.ISO_8859_1), SOON));
        for (RawHttp connection : early) {
            assertThat(connection.send(HEALTH).read().status()).isEqualTo(200);
            connection.close();
        }
        assertThat(late).isNotDone();
        queue.set(0);

        assertThat(late.get().status()).isEqualTo(200);
    }

    @Test
    void aNodeThatDrainsServesAndLetsGo() throws Exception {
        opening.complete(Stage.whole());
        stage.drain();

        HttpResponse<String> answer = stage.post(Stage.CHAT);
        HttpResponse<String> health = stage.get("/health");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("connection")).hasValue("close");
        assertThat(health.statusCode()).isEqualTo(503);
        assertThat(health.body()).contains("draining");
    }

    @Test
    void oneAddressHasABoundedNumberOfConnections() throws Exception {
        stage.close();
        stage = new Stage(Stage.bounded(Stage.settings().overload(), 2));
        List<RawHttp> connections = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            connections.add(RawHttp.connect(address(), SOON).send(HEALTH));
            assertThat(connections.getLast().read().status()).isEqualTo(200);
        }

        try (RawHttp third = RawHttp.connect(address(), SOON)) {
            assertThat(third.isClosedByServer()).isTrue();
        }
        connections.forEach(RawHttp::close);
        await().atMost(SOON).until(() -> stage.gauge("sluice.connections.open") == 0);
        try (RawHttp again = RawHttp.connect(address(), SOON)) {
            assertThat(again.send(HEALTH).read().status()).isEqualTo(200);
        }
    }

    @Test
    void http2IsRefusedCleanlyAndItsFramesAreNotRead() throws Exception {
        try (RawHttp client = RawHttp.connect(address(), SOON)) {
            client.send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
            RawAnswer answer = client.read();

            assertThat(answer.status()).isBetween(400, 505);
            assertThat(client.isClosedByServer()).isTrue();
        }
        try (RawHttp client = RawHttp.connect(address(), SOON)) {
            client.send(HEALTH.strip()
                    + String.join(
                            "\r\n",
                            "",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQAAP__",
                            "",
                            ""));

            assertThat(client.read().status()).as("not 101").isEqualTo(200);
        }
        opening.complete(Stage.whole());
        assertThat(stage.post(Stage.CHAT).statusCode()).isEqualTo(200);
    }

    /** Makes the key known, whose calls would else count as those of strangers until the first of them is admitted. */
    private void greet(String user, String key) throws Exception {
        stage.admission = new Admission.Admitted(new Caller("key-" + user, user, "default"), List.of());
        Promise<Opening> now = Promise.promise();
        now.complete(Stage.whole());
        var before = stage.provider;
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("{}"));
            out.end(new AnswerEvent.Finished(Usage.NONE, false, Stage.DONE));
            return now.future();
        };
        assertThat(ask(key).get().status()).isEqualTo(200);
        stage.provider = before;
    }

    /** Begins so many calls and waits until all of them are with the upstream. */
    private List<CompletableFuture<HttpResponse<String>>> fill(int calls) {
        int before = stage.attempts.size();
        List<CompletableFuture<HttpResponse<String>>> begun = new ArrayList<>();
        for (int i = 0; i < calls; i++) {
            begun.add(stage.postAsync(Stage.CHAT));
        }
        await().atMost(SOON).until(() -> stage.attempts.size() == before + calls);
        return begun;
    }

    private CompletableFuture<RawAnswer> ask(String key) {
        byte[] request = ("POST /v1/chat/completions HTTP/1.1\r\nHost: sluice\r\nAuthorization: Bearer " + key
                        + "\r\nContent-Length: " + Stage.CHAT.length() + "\r\n\r\n" + Stage.CHAT)
                .getBytes(StandardCharsets.ISO_8859_1);
        return CompletableFuture.supplyAsync(() -> RawHttp.exchange(address(), request, SOON));
    }

    private URI address() {
        return URI.create("http://127.0.0.1:" + stage.port());
    }
}
