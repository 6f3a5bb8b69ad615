package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.StoreConflict;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the client is told, and not told, when a handler fails. */
class ManagementFailuresTest {
    private static final String SECRET = "jdbc:postgresql://db.internal/sluice?password=hunter2";

    private final AtomicInteger announced = new AtomicInteger();
    private final List<Supplier<Principal>> doorkeeping = new ArrayList<>(List.of(() -> Principal.ANYONE));
    private final List<Route.Handling> handling = new ArrayList<>();
    private final HttpClient client = HttpClient.newHttpClient();
    private final Vertx vertx = Vertx.vertx();
    private final Workers workers = new Workers(4);
    private HttpServer server;

    @BeforeEach
    void start() {
        Route route = Route.changes(
                HttpMethod.POST, "/api/it", request -> handling.getFirst().handle(request));
        var parts = new ManagementHandler.Parts(
                new RouteTable(List.of(route)),
                (asked, presented) -> new Admission(doorkeeping.getLast().get()),
                WebFiles.load(new URLClassLoader(new URL[0], null)),
                Guard.NONE);
        var bounds = new ManagementHandler.Bounds(1024, 1024, Duration.ofSeconds(5));
        server = vertx.createHttpServer()
                .requestHandler(new ManagementHandler(parts, workers, bounds, announced::incrementAndGet))
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

    @Test
    void aDatabaseThatIsAwayIs503AndNever401() throws IOException, InterruptedException {
        doorkeeping.add(() -> {
            throw new StoreUnavailable(SECRET, new IOException(SECRET));
        });

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.headers().firstValue("retry-after")).contains("5");
        assertThat(answer.body()).doesNotContain("jdbc", "hunter2");
    }

    @Test
    void aConflictIs409WithItsReason() throws IOException, InterruptedException {
        handling.add(request -> {
            throw new StoreConflict("there is a key of this name");
        });

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("there is a key of this name");
    }

    @Test
    void aBugIs500AndSaysNothingOfItself() throws IOException, InterruptedException {
        handling.add(request -> {
            throw new IllegalStateException(SECRET);
        });

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("internal_error", "req_").doesNotContain("hunter2", "Exception", "at dev.");
    }

    @Test
    void anExpectedFailureIsToldAsItIs() throws IOException, InterruptedException {
        handling.add(request -> {
            throw new GatewayException(GatewayError.of(Kind.RATE_LIMITED, "slowly")
                    .retryAfter(Duration.ofMillis(10))
                    .at("field"));
        });

        HttpResponse<String> answer = ask();

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("retry-after")).contains("1");
        assertThat(answer.body()).contains("\"param\":\"field\"", "\"type\":\"rate_limit_error\"");
    }

    @Test
    void onlyWhatSucceededIsAnnounced() throws IOException, InterruptedException {
        handling.add(request -> {
            throw new StoreConflict("no");
        });
        ask();
        assertThat(announced).hasValue(0);

        handling.set(0, request -> Answer.nothing());
        assertThat(ask().statusCode()).isEqualTo(204);

        assertThat(announced).hasValue(1);
    }

    private HttpResponse<String> ask() throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + server.actualPort() + "/api/it");
        return client.send(
                HttpRequest.newBuilder(uri)
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }
}
