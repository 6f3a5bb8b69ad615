package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a long answer goes out, and what happens when its client is slow, or leaves, or its maker fails. */
class DeliveryTest {
    private static final Bytes PIECE = Bytes.utf8("x".repeat(64 * 1024));
    private static final int MOST_AHEAD = 32 * 1024 * 1024;

    private final AtomicInteger made = new AtomicInteger();
    private final AtomicInteger seen = new AtomicInteger(-1);
    private final List<Supplier<Pieces>> makers = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final Workers workers = new Workers(64);
    private HttpServer server;

    @BeforeEach
    void start() {
        Route route = Route.reads(
                "/api/it",
                request -> new Answer(
                        200,
                        Map.of("content-type", "text/plain"),
                        Bytes.utf8("begin\n"),
                        makers.getLast().get()));
        var parts = new ManagementHandler.Parts(
                new RouteTable(List.of(route)),
                (asked, bearer) -> new Admission(Principal.ANYONE, List.of("turned=again; Path=/"), null),
                WebFiles.load(new URLClassLoader(new URL[0], null)),
                Guard.NONE);
        var bounds = new ManagementHandler.Bounds(1024, 1024, Duration.ofSeconds(5));
        var handler = new ManagementHandler(parts, workers, bounds, () -> {});
        server = vertx.createHttpServer()
                .requestHandler(handler)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    @AfterEach
    void stop() {
        client.close();
        workers.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private Pieces endless() {
        return () -> {
            made.incrementAndGet();
            return Optional.of(PIECE);
        };
    }

    private static Pieces of(String... pieces) {
        var rest = new ArrayList<>(List.of(pieces));
        return () -> rest.isEmpty() ? Optional.empty() : Optional.of(Bytes.utf8(rest.removeFirst()));
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/api/it");
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private Socket openAndReadNothing() throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort());
        socket.getOutputStream().write("GET /api/it HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
        return socket;
    }

    @Test
    void everyPieceComesInOrderAndEmptyOnesDoNotEndIt() throws Exception {
        makers.add(() -> of("a\n", "", "b\n", "", ""));

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("begin\na\nb\n");
        assertThat(answer.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void noMoreIsMadeThanTheClientTakesAndNothingWhenItHasLeft() throws Exception {
        makers.add(this::endless);
        try (Socket socket = openAndReadNothing()) {
            await().until(() -> made.get() > 0);
            await().during(Duration.ofMillis(500)).until(this::hasPaused);
            int ahead = made.get() * PIECE.length();
            System.out.printf(
                    "X2 %d bytes_made_ahead_of_a_client_that_reads_nothing %s%n",
                    ahead, ahead < MOST_AHEAD ? "pass" : "fail");
            assertThat(ahead).isLessThan(MOST_AHEAD);
            assertThat(socket.getInputStream().readNBytes(ahead)).hasSize(ahead);
            await().until(() -> made.get() * PIECE.length() > ahead);
        }
        await().during(Duration.ofMillis(500)).until(this::hasPaused);
    }

    private boolean hasPaused() {
        int now = made.get();
        return seen.getAndSet(now) == now;
    }

    @Test
    void whatFailsInTheMiddleIsCutOffAndNotTakenForWhole() {
        makers.add(() -> () -> {
            if (made.incrementAndGet() > 3) {
                throw new IllegalStateException("the database has gone away");
            }
            return Optional.of(PIECE);
        });

        assertThatThrownBy(this::ask).isInstanceOf(IOException.class);
    }

    @Test
    void fourGoOutAtATimeAndAnotherWhenOneHasLeft() throws Exception {
        makers.add(this::endless);
        List<Socket> clients = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int before = made.get();
            clients.add(openAndReadNothing());
            await().until(() -> made.get() > before);
            await().during(Duration.ofMillis(300)).until(this::hasPaused);
        }
        makers.add(() -> of("a\n"));

        HttpResponse<String> refused = ask();
        clients.removeFirst().close();

        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("retry-after")).contains("10");
        assertThat(refused.headers().firstValue("set-cookie")).contains("turned=again; Path=/");
        await().until(() -> ask().statusCode() == 200);
        for (Socket socket : clients) {
            socket.close();
        }
    }
}
