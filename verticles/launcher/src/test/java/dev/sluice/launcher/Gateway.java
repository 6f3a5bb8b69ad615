package dev.sluice.launcher;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.testkit.FakeProvider;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A real node for end-to-end tests, on free ports, and the hands of its operator and of one caller. */
final class Gateway implements AutoCloseable {
    static final String KEY = "sk-end-to-end-0123456789abcdefghijklmnopqrstuvwxyz";
    static final String TOKEN = "mgmt-end-to-end-0123456789abcdefghijklmnop";
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final String ROOT =
            Path.of("..", "..").toAbsolutePath().normalize().toString();

    private final Node node;
    private final String banner;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SOON)
            .build();

    private Gateway(Node node, String banner) {
        this.node = node;
        this.banner = banner;
    }

    /** Starts a node whose data lie in this folder, with these variables beside the usual ones. */
    static Gateway start(Path data, Map<String, String> environment, String... options) {
        Map<String, String> variables = new HashMap<>(Map.of(
                "SLUICE_HOME",
                ROOT,
                "SLUICE_DATA",
                data.toString(),
                "SLUICE_HTTP_PORT",
                "0",
                "SLUICE_MANAGEMENT_PORT",
                "0",
                "SLUICE_INITIAL_KEY",
                KEY,
                "SLUICE_ADMIN_TOKEN",
                TOKEN));
        variables.putAll(environment);
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        Node node = Node.start(
                Conf.read(List.of(options), variables), new PrintStream(printed, true, StandardCharsets.UTF_8));
        return new Gateway(node, printed.toString(StandardCharsets.UTF_8));
    }

    URI address() {
        return node.address();
    }

    /** Where metrics and health are. */
    URI management() {
        return node.management();
    }

    /** The link that sets the administrator's password, as the node printed it. */
    URI setupLink() {
        return banner.lines()
                .filter(line -> line.contains("/#setup="))
                .map(line -> URI.create(line.substring(line.indexOf("http"))))
                .findFirst()
                .orElseThrow();
    }

    /** Adds a channel to this upstream and waits until callers can use it. Fields given here go over the usual ones. */
    String addChannel(String name, FakeProvider upstream, ObjectNode fields) {
        String canary = "canary-" + UUID.randomUUID();
        ObjectNode channel = JSON.createObjectNode()
                .put("name", name)
                .put("provider", "openai-compatible")
                .put("base_url", upstream.baseUrl().toString())
                .put("secret", "sk-upstream")
                .put("private_addresses", true);
        channel.setAll(fields);
        channel.withArray("models").add(canary);
        JsonNode made = manage("POST", "/api/channels", channel);
        await().atMost(SOON).until(() -> models().contains(canary));
        return made.path("id").asText();
    }

    String addChannel(String name, FakeProvider upstream, String model) {
        ObjectNode fields = JSON.createObjectNode();
        fields.putArray("models").add(model);
        return addChannel(name, upstream, fields);
    }

    /** The models that the caller may use now. */
    List<String> models() {
        JsonNode list = parse(call("GET", "/v1/models", "", Map.of()).body());
        return StreamSupport.stream(list.path("data").spliterator(), false)
                .map(model -> model.path("id").asText())
                .toList();
    }

    /** A chat completion with this request id. */
    HttpResponse<String> chat(String requestId, String body) {
        return call("POST", "/v1/chat/completions", body, Map.of("X-Request-Id", requestId));
    }

    /** Any request with the caller's key. */
    HttpResponse<String> call(String method, String path, String body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(address().resolve(path))
                .timeout(Duration.ofSeconds(60))
                .header("Authorization", "Bearer " + KEY)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::setHeader);
        return send(request.build());
    }

    /** A management request that must succeed. */
    JsonNode manage(String method, String path, JsonNode body) {
        HttpResponse<String> answer = send(HttpRequest.newBuilder(address().resolve(path))
                .timeout(SOON)
                .header("Authorization", "Bearer " + TOKEN)
                .header("Content-Type", "application/json")
                .method(
                        method,
                        body.isMissingNode()
                                ? HttpRequest.BodyPublishers.noBody()
                                : HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
        if (answer.statusCode() >= 300) {
            throw new AssertionError(method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
        return parse(answer.body());
    }

    /** The rows of the requests with this id, once there is one; a request leaves exactly one. */
    List<JsonNode> awaitRows(String requestId) {
        await().atMost(SOON).until(() -> !rows(requestId).isEmpty());
        return rows(requestId);
    }

    private List<JsonNode> rows(String requestId) {
        return newestRows()
                .filter(row -> row.path("request_id").asText().equals(requestId))
                .toList();
    }

    /** What the management API answers to somebody else's token. */
    HttpResponse<String> callAs(String token, String path) {
        return call("GET", path, "", Map.of("Authorization", "Bearer " + token));
    }

    /** The request ids of the newest hundred rows. */
    List<String> rowIds() {
        return newestRows().map(row -> row.path("request_id").asText()).toList();
    }

    private Stream<JsonNode> newestRows() {
        JsonNode newest = manage("GET", "/api/requests?limit=100", JSON.missingNode());
        JsonNode list = newest.isArray() ? newest : newest.path("data");
        return StreamSupport.stream(list.spliterator(), false);
    }

    /** A figure of {@code /metrics}: the sum of the lines that begin so. */
    double metric(String beginning) {
        return send(HttpRequest.newBuilder(node.management().resolve("/metrics"))
                        .build())
                .body()
                .lines()
                .filter(line -> line.startsWith(beginning))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError("not JSON: " + json, e);
        }
    }

    /** The data of each event of a stream. */
    static List<String> events(String stream) {
        return stream.lines()
                .filter(line -> line.startsWith("data:"))
                .map(line -> line.substring(5).strip())
                .toList();
    }

    /** All the content of a stream, put together. */
    static String text(String stream) {
        StringBuilder text = new StringBuilder();
        events(stream).stream()
                .filter(event -> event.startsWith("{"))
                .map(event -> parse(event).at("/choices/0/delta/content"))
                .map(content -> content.asText(""))
                .forEach(text::append);
        return text.toString();
    }

    private HttpResponse<String> send(HttpRequest request) {
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    @Override
    public void close() {
        http.close();
        node.close();
    }
}
