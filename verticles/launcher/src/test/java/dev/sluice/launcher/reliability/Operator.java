package dev.sluice.launcher.reliability;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.UUID;

/** The hands of a node's operator: makes those who pay, and channels. */
final class Operator implements AutoCloseable {
    static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration SOON = Duration.ofSeconds(20);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(SOON)
            .build();
    private final URI node;

    Operator(URI node) {
        this.node = node;
    }

    /** A user with a key. */
    record Payer(String user, String key) {}

    /**
     * A user with this balance and one key.
     *
     * @param dollars such as {@code 12.50}
     * @param budget of the key in dollars, or empty for none
     */
    Payer payer(String dollars, String budget) {
        String name = "payer-" + UUID.randomUUID();
        String user = manage("POST", "/api/users", JSON.createObjectNode().put("name", name))
                .path("id")
                .asText();
        credit(user, dollars);
        ObjectNode key = JSON.createObjectNode().put("name", name).put("user_id", user);
        if (!budget.isEmpty()) {
            key.put("budget", budget);
        }
        return new Payer(user, manage("POST", "/api/keys", key).path("key").asText());
    }

    void credit(String user, String dollars) {
        ObjectNode credit = JSON.createObjectNode()
                .put("amount", dollars)
                .put("reason", "test")
                .put("external_id", UUID.randomUUID().toString());
        manage("POST", "/api/users/" + user + "/credit", credit);
    }

    /** A channel to an upstream for one model, which gives up soon. */
    void impatientChannel(String model, URI upstream) {
        ObjectNode channel = JSON.createObjectNode()
                .put("name", "to " + model)
                .put("provider", "openai-compatible")
                .put("base_url", upstream.toString())
                .put("secret", "sk-upstream")
                .put("private_addresses", true);
        channel.putArray("models").add(model);
        channel.putObject("timeouts")
                .put("connect", "500ms")
                .put("first_content", "1s")
                .put("between_chunks", "1s")
                .put("total", "20s");
        manage("POST", "/api/channels", channel);
    }

    /** A management request that must succeed. */
    JsonNode manage(String method, String path, ObjectNode body) {
        return send(request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body.toString()))
                .build());
    }

    /** What a management request answers that must succeed. */
    JsonNode read(String path) {
        return send(request(path).build());
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(SOON)
                .header("Authorization", "Bearer " + NodeProcess.TOKEN);
    }

    private JsonNode send(HttpRequest request) {
        try {
            HttpResponse<String> answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            if (answer.statusCode() >= 300) {
                throw new AssertionError(
                        request.method() + " " + request.uri() + ": " + answer.statusCode() + " " + answer.body());
            }
            return JSON.readTree(answer.body());
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
    }
}
