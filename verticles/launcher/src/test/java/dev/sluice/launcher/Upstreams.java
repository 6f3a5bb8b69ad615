package dev.sluice.launcher;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Reaction;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.dialect.AnthropicSide;
import dev.sluice.testkit.dialect.BedrockSide;
import dev.sluice.testkit.dialect.CohereSide;
import dev.sluice.testkit.dialect.GeminiSide;
import dev.sluice.testkit.dialect.OpenAiSide;
import dev.sluice.testkit.dialect.ResponsesSide;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Side;
import dev.sluice.testkit.dialect.Understood;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A gateway with one upstream of each dialect behind it, each reached by a model name of its own. */
final class Upstreams implements AutoCloseable {
    static final List<Side> SIDES = List.of(
            new OpenAiSide(),
            new ResponsesSide(),
            new AnthropicSide(),
            new GeminiSide(),
            new BedrockSide(),
            new CohereSide());

    private final Gateway gateway;
    private final Map<String, FakeProvider> providers = new HashMap<>();

    private Upstreams(Gateway gateway) {
        this.gateway = gateway;
    }

    /** Starts the gateway, whose data lie in this folder, and all six upstreams. */
    static Upstreams start(Path data) {
        Upstreams upstreams = new Upstreams(Gateway.start(data, Map.of()));
        for (Side side : SIDES) {
            FakeProvider provider = FakeProvider.start();
            upstreams.providers.put(side.id(), provider);
            upstreams.gateway.addChannel(side.id(), provider, channel(side.id(), provider));
        }
        return upstreams;
    }

    /** A channel whose provider speaks this dialect and no other. */
    private static ObjectNode channel(String dialect, FakeProvider provider) {
        String root = "http://127.0.0.1:" + provider.port();
        ObjectNode fields = Gateway.JSON.createObjectNode();
        fields.putArray("models").add(model(dialect));
        switch (dialect) {
            case "openai" -> fields.put("provider", "openai-compatible").put("base_url", root + "/v1");
            case "responses" -> fields.put("provider", "responses-compatible").put("base_url", root + "/v1");
            case "anthropic" -> fields.put("provider", "anthropic").put("base_url", root + "/v1");
            case "gemini" -> fields.put("provider", "gemini").put("base_url", root + "/v1beta");
            case "bedrock" ->
                fields.put("provider", "bedrock")
                        .put("base_url", root)
                        .put("secret", "access-key-id:secret-access-key")
                        .putObject("parameters")
                        .put("region", "us-east-1");
            case "cohere" -> fields.put("provider", "cohere").put("base_url", root);
            default -> throw new IllegalArgumentException(dialect);
        }
        return fields;
    }

    /** Names that make the upstream's writer behave as towards the vendor's newest models. */
    static String model(String dialect) {
        return switch (dialect) {
            case "anthropic" -> "claude-sonnet-4-5";
            case "gemini" -> "gemini-2.5-pro";
            case "bedrock" -> "anthropic.claude-sonnet-4-5-v1:0";
            default -> "model-of-" + dialect;
        };
    }

    static Side side(String dialect) {
        return SIDES.stream()
                .filter(side -> side.id().equals(dialect))
                .findFirst()
                .orElseThrow();
    }

    URI address() {
        return gateway.address();
    }

    Gateway gateway() {
        return gateway;
    }

    /** From now on the upstream of this dialect plays its part in this scenario. Requests so far are forgotten. */
    void play(String dialect, Scenario scenario) {
        Side side = side(dialect);
        provider(dialect).forget();
        provider(dialect).scripted(received -> side.answer(scenario, received));
    }

    /** From now on the upstream of this dialect reacts to everything in this way. Requests so far are forgotten. */
    void react(String dialect, Reaction reaction) {
        provider(dialect).forget();
        provider(dialect).always(reaction);
    }

    /** From now on the upstream of this dialect refuses with this status, in its own words, and says when to try again. */
    void refuse(String dialect, int status) {
        boolean isFast = status == 429;
        String body = switch (dialect) {
            case "gemini" ->
                "{\"error\":{\"code\":%d,\"message\":\"Busy.\",\"status\":\"%s\"}}"
                        .formatted(status, isFast ? "RESOURCE_EXHAUSTED" : "UNAVAILABLE");
            case "anthropic" ->
                "{\"type\":\"error\",\"error\":{\"type\":\"%s\",\"message\":\"Busy.\"}}"
                        .formatted(isFast ? "rate_limit_error" : "overloaded_error");
            case "bedrock", "cohere" -> "{\"message\":\"Busy.\"}";
            default ->
                "{\"error\":{\"message\":\"Busy.\",\"type\":\"%s\",\"param\":null,\"code\":null}}"
                        .formatted(isFast ? "requests" : "server_error");
        };
        react(
                dialect,
                new Scripted(
                        status,
                        Map.of("Content-Type", "application/json", "Retry-After", "7"),
                        List.of(Bytes.utf8(body)),
                        false));
    }

    /** The newest request that the upstream of this dialect got. */
    Received received(String dialect) {
        return provider(dialect).requests().getLast();
    }

    /** What the upstream of this dialect made of its newest request. */
    Understood understood(String dialect) {
        return side(dialect).understand(received(dialect));
    }

    /** A key that may be used for one request a minute. */
    String limitedKey() {
        JsonNode key = gateway.manage(
                "POST",
                "/api/keys",
                Gateway.JSON.createObjectNode().put("name", "limited").put("requests_per_minute", 1));
        return key.path("key").asText();
    }

    FakeProvider provider(String dialect) {
        FakeProvider provider = providers.get(dialect);
        if (provider == null) {
            throw new IllegalArgumentException(dialect);
        }
        return provider;
    }

    @Override
    public void close() {
        gateway.close();
        providers.values().forEach(FakeProvider::close);
    }
}
