package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.admin.api.Setting;
import dev.sluice.admin.api.UpstreamDesk;
import dev.sluice.admin.http.ApiRequest;
import dev.sluice.admin.http.Principal;
import dev.sluice.admin.http.Role;
import dev.sluice.admin.http.Route;
import dev.sluice.admin.http.RouteTable;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Balance;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.NodeReport;
import dev.sluice.bus.Question;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Adapter;
import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.store.Store;
import dev.sluice.store.StoreSettings;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import dev.sluice.store.Vault;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerRequest;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Management as it runs on a node: a real HTTP server, the verticle behind its door, and SQLite in a folder. */
public final class Management implements AutoCloseable {
    public static final String TOKEN = "token-of-the-administrator";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** For routes that are listed and never taken. */
    public static final UpstreamDesk NO_UPSTREAMS = new UpstreamDesk() {
        @Override
        public Balance balance(String channelId) {
            throw new UnsupportedOperationException(channelId);
        }

        @Override
        public List<String> models(String channelId) {
            throw new UnsupportedOperationException(channelId);
        }

        @Override
        public TrialResult test(ChannelTrial trial) {
            throw new UnsupportedOperationException(trial.channelId());
        }

        @Override
        public Optional<ChannelState> state(String channelId) {
            throw new UnsupportedOperationException(channelId);
        }

        @Override
        public ChannelEvents events(String channelId) {
            throw new UnsupportedOperationException(channelId);
        }

        @Override
        public ModelList offered(String group) {
            throw new UnsupportedOperationException(group);
        }
    };

    private static final List<Setting> SETTINGS =
            List.of(new Setting("http.port", "9000", Setting.Source.ENVIRONMENT, "8080", "0 for any free one"));

    public final MovingClock clock = new MovingClock();
    public final AtomicBoolean ready = new AtomicBoolean(true);
    public final Vault vault = Vault.of("a master key that is for tests only".getBytes(StandardCharsets.UTF_8));
    public final Store store;
    final ManagementDoor door = new ManagementDoor();
    final Vertx vertx = Vertx.vertx();
    final BusNode bus = BusNode.start(vertx, "node-under-test");
    final List<CatalogChanged> told = new CopyOnWriteArrayList<>();
    final Admin admin;
    final String deployment;
    private final HttpServer server;
    private final HttpClient client = HttpClient.newHttpClient();

    /** What came back. */
    public record Reply(int status, HttpHeaders headers, String text) {
        public JsonNode json() {
            try {
                return JSON.readTree(text);
            } catch (IOException e) {
                throw new AssertionError("not JSON: " + text, e);
            }
        }

        public String header(String name) {
            return headers.firstValue(name).orElse("");
        }

        public String param() {
            return json().at("/error/param").asText();
        }

        public String code() {
            return json().at("/error/code").asText();
        }

        public Reply expect(int expected) {
            assertThat(status).as(text).isEqualTo(expected);
            return this;
        }
    }

    public Management(Path folder) {
        this(folder, AdminSettings.defaults("1.2.3"));
    }

    public Management(Path folder, AdminSettings settings) {
        store = Store.open(new StoreSettings("jdbc:sqlite:" + folder.resolve("sluice.db"), null, null, 4), vault);
        store.tokens().put(vault.digestToken(TOKEN), Purpose.MANAGEMENT, Users.ADMIN, null);
        admin = new Admin(new Admin.Given(store, vault, providers(), clock, ready::get, SETTINGS), settings);
        listen();
        deployment = soon(vertx.deployVerticle(new AdminVerticle(bus, door, admin)));
        server = soon(vertx.createHttpServer().requestHandler(this::serve).listen(0, "127.0.0.1"));
    }

    private void listen() {
        Context context = vertx.getOrCreateContext();
        Promise<Void> heard = Promise.promise();
        context.runOnContext(now ->
                bus.join(context).hear(Addresses.CATALOG_CHANGED, told::add).onComplete(heard));
        soon(heard.future());
    }

    /** As ingress does. */
    private void serve(HttpServerRequest request) {
        if ("/health".equals(request.path())) {
            request.response().end("{\"status\":\"ok\"}");
        } else {
            door.handle(request);
        }
    }

    private static Map<String, Provider> providers() {
        return Map.of(
                "openai", provider("openai", "https://api.openai.com/v1", Map.of()),
                "vllm", provider("vllm", "http://localhost:8000/v1", Map.of()),
                "openai-compatible", provider("openai-compatible", null, Map.of()),
                "palm", retired("palm"),
                "spark-websocket", overWebSocket("spark-websocket"),
                "azure-openai", provider("azure-openai", null, Map.of("api-version", "", "flavour", "plain")));
    }

    private static Provider retired(String name) {
        return new Provider(
                name,
                null,
                new Endpoints(Map.of()),
                null,
                Map.of(),
                Map.of(),
                Provider.Auth.NONE,
                Set.of(),
                null,
                List.of(),
                Map.of(),
                BodyChange.NONE,
                null,
                null,
                "Use the provider gemini.");
    }

    private static Provider overWebSocket(String name) {
        return new Provider(
                name,
                "wss://spark-api.xf-yun.com",
                Endpoints.of(Dialect.OPENAI, new Endpoint(Map.of(Operation.CHAT, "/v1.1/chat"))),
                null,
                Map.of(),
                Map.of(),
                Provider.Auth.IFLYTEK_HMAC,
                Set.of(),
                null,
                List.of(),
                Map.of(),
                BodyChange.NONE,
                Adapter.SPARK,
                null,
                null);
    }

    private static Provider provider(String name, @Nullable String url, Map<String, String> parameters) {
        return new Provider(
                name,
                url,
                Endpoints.of(Dialect.OPENAI, new Endpoint(Map.of(Operation.CHAT, "/chat/completions"))),
                "/models",
                Map.of(),
                Provider.Auth.BEARER,
                Set.of(),
                null,
                List.of(),
                parameters);
    }

    /** A node that calls upstreams answers so from now on. */
    public <Q, A> void answer(Question<Q, A> address, Function<Q, Future<A>> answerer) {
        Context context = vertx.getOrCreateContext();
        Promise<Void> answering = Promise.promise();
        context.runOnContext(now -> bus.join(context).answer(address, answerer).onComplete(answering));
        soon(answering.future());
    }

    /** The node tells this of itself from now on. */
    public void answerReports(NodeReport report) {
        answer(Addresses.NODE_REPORT, wanted -> Future.succeededFuture(report));
    }

    /** What other nodes were told. */
    public List<CatalogChanged> told() {
        return told;
    }

    /** A request of the administrator's for nothing but to read. */
    public ApiRequest reading() {
        return new ApiRequest(
                new Principal(Users.ADMIN, Role.ROOT, new Principal.Means.Nothing()),
                Map.of(),
                Map.of(),
                Bytes.EMPTY,
                new ApiRequest.Envelope("127.0.0.1", "req-1", "", true, "localhost", ApiRequest.Conditions.NONE));
    }

    /** A route's path with something in its gaps, where it does not matter what. */
    public static String somePath(Route route) {
        return route.path().replaceAll("\\{[^}]*}", "some-id");
    }

    public RouteTable routes() {
        return admin.routes(new Admin.Place(
                vertx, "node-under-test", List::of, NO_UPSTREAMS, call -> Optional.empty(), question -> List.of()));
    }

    public int port() {
        return server.actualPort();
    }

    public Reply get(String path) {
        return call("GET", path, null, TOKEN);
    }

    public Reply post(String path, String body) {
        return call("POST", path, body, TOKEN);
    }

    public Reply patch(String path, String body) {
        return call("PATCH", path, body, TOKEN);
    }

    public Reply delete(String path) {
        return call("DELETE", path, null, TOKEN);
    }

    public Reply call(String method, String path, @Nullable String body, @Nullable String token) {
        HttpRequest.Builder request = request(path);
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            return send(request.method(method, HttpRequest.BodyPublishers.noBody()));
        }
        request.header("Content-Type", "application/json");
        return send(request.method(method, HttpRequest.BodyPublishers.ofString(body)));
    }

    public HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    public Reply send(HttpRequest.Builder request) {
        HttpResponse<String> response = send(request, HttpResponse.BodyHandlers.ofString());
        return new Reply(response.statusCode(), response.headers(), response.body());
    }

    /** The bytes as they were sent, which may be compressed. */
    public HttpResponse<byte[]> bytes(HttpRequest.Builder request) {
        return send(request, HttpResponse.BodyHandlers.ofByteArray());
    }

    private <T> HttpResponse<T> send(HttpRequest.Builder request, HttpResponse.BodyHandler<T> reading) {
        try {
            return client.send(request.build(), reading);
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** Sends bytes as they are, and returns all that comes back until the server closes or 5 seconds have passed. */
    public String raw(String request) throws IOException {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    static <T> T soon(Future<T> future) {
        try {
            return future.toCompletionStage().toCompletableFuture().get(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("did not come", e);
        }
    }

    @Override
    public void close() {
        soon(bus.stop());
        soon(vertx.close());
        admin.close();
        store.close();
        client.close();
    }
}
