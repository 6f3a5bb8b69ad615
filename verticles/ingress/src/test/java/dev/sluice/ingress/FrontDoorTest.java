package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Identity;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.JsonLimits;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections and requests that come in less usual ways. */
final class FrontDoorTest {
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final AnswerEvent FINISHED = new AnswerEvent.Finished(new Usage(3, 0, 0, 5, 0), false, Stage.DONE);

    private Stage stage;

    @BeforeEach
    void open() throws Exception {
        stage = new Stage(idleFor(IDLE));
    }

    @AfterEach
    void close() throws Exception {
        stage.close();
    }

    @Test
    void aRequestThatWasSentAheadIsNotTakenForAnIdleConnection() throws Exception {
        long longerThanIdle = IDLE.multipliedBy(4).toMillis();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {}\n\n"));
            Vertx vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
            vertx.setTimer(stage.attempts.size() == 1 ? 1 : longerThanIdle, ignored -> out.end(FINISHED));
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = connect()) {
            send(socket, request("HTTP/1.1", "") + request("HTTP/1.1", "Connection: close\r\n"));
            String answers = readAll(socket);

            assertThat(answers.split("data: \\[DONE]", -1)).hasSize(3);
        }
    }

    @Test
    void anOldClientsStreamEndsWithItsConnection() throws Exception {
        stage.close();
        stage = new Stage();
        stage.provider = (attempt, out) -> {
            out.send(Stage.verbatim("data: {}\n\n"));
            out.end(FINISHED);
            return Future.succeededFuture(Stage.streaming());
        };

        try (Socket socket = connect()) {
            send(socket, request("HTTP/1.0", "Connection: keep-alive\r\n"));

            assertThat(readAll(socket)).endsWith("data: {}\n\ndata: [DONE]\n\n");
        }
    }

    @Test
    void aCallerWhoLeavesWhileItsKeyIsLookedUpIsNotAdmitted() throws Exception {
        Promise<Identity> lookUp = Promise.promise();
        Identity known = new Identity.Known(new Caller("key-1", "user-1", "default"), List.of());
        stage.identity = lookUp.future();
        try (Socket socket = connect()) {
            send(socket, head("HTTP/1.1", "Transfer-Encoding: chunked\r\n"));
            send(socket, Integer.toHexString(Stage.CHAT.length()) + "\r\n" + Stage.CHAT + "\r\n0\r\n\r\n");
            await().until(() -> stage.gauge("sluice.connections.open") == 1);
        }
        await().until(() -> stage.gauge("sluice.connections.open") == 0);

        lookUp.complete(known);

        assertThat(stage.get("/v1/models").statusCode()).isEqualTo(200);
        assertThat(stage.admissions).isEmpty();
        assertThat(stage.gauge("sluice.body.bytes")).isZero();
    }

    @Test
    void healthIsOnlyToBeReadFrom() throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest delete = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + stage.port() + "/health"))
                    .timeout(Duration.ofSeconds(10))
                    .DELETE()
                    .build();

            HttpResponse<Void> refused = client.send(delete, HttpResponse.BodyHandlers.discarding());

            assertThat(refused.statusCode()).isEqualTo(405);
            assertThat(stage.get("/health").statusCode()).isEqualTo(200);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), stage.port());
        socket.setSoTimeout(10_000);
        return socket;
    }

    private static void send(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static String readAll(Socket socket) throws IOException {
        return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static String request(String version, String headers) {
        return head(version, headers + "Content-Length: " + Stage.STREAMED.length() + "\r\n") + Stage.STREAMED;
    }

    private static String head(String version, String headers) {
        return "POST /v1/chat/completions " + version + "\r\nHost: localhost\r\nAuthorization: Bearer sk-test\r\n"
                + headers + "\r\n";
    }

    private static IngressSettings idleFor(Duration idle) {
        return new IngressSettings(
                "127.0.0.1",
                0,
                1 << 20,
                4 << 20,
                16 << 10,
                8 << 10,
                1_000,
                Duration.ofSeconds(1),
                idle,
                Duration.ofSeconds(1),
                1_024,
                Duration.ofSeconds(5),
                Duration.ofSeconds(5),
                Duration.ofSeconds(2),
                64 << 10,
                4_096,
                false,
                0,
                JsonLimits.DEFAULT,
                0,
                Stage.settings().overload(),
                ExplainSettings.DEFAULT,
                ShadowSettings.DEFAULT);
    }
}
