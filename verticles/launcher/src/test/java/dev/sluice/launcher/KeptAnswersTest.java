package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.dialect.AnthropicSide;
import dev.sluice.testkit.dialect.BedrockSide;
import dev.sluice.testkit.dialect.CohereSide;
import dev.sluice.testkit.dialect.GeminiSide;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.OpenAiSide;
import dev.sluice.testkit.dialect.ResponsesSide;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Side;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers of Responses go on from answers by their ids, whatever the upstream speaks: the gateway keeps them itself. */
class KeptAnswersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String PATH = "/v1/responses";
    private static final ResponsesSide CLIENT = new ResponsesSide();
    private static final List<Side> SIDES = List.of(
            new OpenAiSide(), CLIENT, new AnthropicSide(), new GeminiSide(), new BedrockSide(), new CohereSide());
    private static final Map<String, FakeProvider> UPSTREAMS = new LinkedHashMap<>();

    @TempDir
    private static Path data;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(data, Map.of("SLUICE_RESPONSES_KEEP", "true"));
        for (Side side : SIDES) {
            FakeProvider upstream = FakeProvider.start();
            UPSTREAMS.put(side.id(), upstream);
            gateway.addChannel(side.id(), upstream, channel(side.id(), upstream));
        }
    }

    @AfterAll
    static void stop() {
        gateway.close();
        UPSTREAMS.values().forEach(FakeProvider::close);
    }

    private static ObjectNode channel(String dialect, FakeProvider upstream) {
        String root = "http://127.0.0.1:" + upstream.port();
        ObjectNode fields = Gateway.JSON.createObjectNode();
        fields.putArray("models").add(modelOf(dialect));
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

    private static String modelOf(String dialect) {
        return switch (dialect) {
            case "anthropic" -> "claude-sonnet-4-5";
            case "gemini" -> "gemini-2.5-pro";
            case "bedrock" -> "anthropic.claude-sonnet-4-5-v1:0";
            default -> "model-of-" + dialect;
        };
    }

    private static FakeProvider upstream(String dialect) {
        return Objects.requireNonNull(UPSTREAMS.get(dialect));
    }

    static Stream<Arguments> everyUpstream() {
        return SIDES.stream().flatMap(side -> Stream.of(Arguments.of(side, true), Arguments.of(side, false)));
    }

    /** A request of the scenario as one would write it who leaves the keeping to the API. */
    private static ObjectNode request(Scenario scenario, String dialect, boolean stream) {
        ObjectNode request = (ObjectNode)
                Gateway.parse(CLIENT.ask(scenario, modelOf(dialect), stream).body());
        request.remove(List.of("store", "include"));
        return request;
    }

    private static ObjectNode again(ObjectNode first, String previous, List<Heard.HeardCall> calls) {
        ObjectNode request = first.deepCopy().put("previous_response_id", previous);
        var input = request.putArray("input");
        calls.forEach(call -> input.addObject()
                .put("type", "function_call_output")
                .put("call_id", call.id())
                .put("output", Words.TOOL_RESULT));
        return request;
    }

    private static HttpResponse<String> post(ObjectNode request) {
        return gateway.call("POST", PATH, request.toString(), Map.of());
    }

    private static Heard hear(HttpResponse<String> answer, boolean stream) {
        return CLIENT.hear(answer.statusCode(), stream, answer.body().getBytes(StandardCharsets.UTF_8));
    }

    /** The answer itself: the document, or what the last event says. */
    private static JsonNode response(HttpResponse<String> answer, boolean stream) {
        return stream
                ? Gateway.parse(Gateway.events(answer.body()).getLast()).path("response")
                : Gateway.parse(answer.body());
    }

    private static HttpResponse<String> text(Gateway to, String previous) {
        ObjectNode request =
                Gateway.JSON.createObjectNode().put("model", modelOf("openai")).put("input", "Hello");
        if (!previous.isEmpty()) {
            request.put("previous_response_id", previous);
        }
        return to.call("POST", PATH, request.toString(), Map.of());
    }

    private static String idOf(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return Gateway.parse(answer.body()).path("id").asText();
    }

    @ParameterizedTest(name = "{0} stream={1}")
    @MethodSource("everyUpstream")
    void aTurnWithThoughtsAndAToolGoesOnByItsId(Side side, boolean stream) {
        FakeProvider upstream = upstream(side.id());
        upstream.forgetRequests();
        upstream.scripted(received -> side.answer(Scenario.REASONING, received));
        ObjectNode first = request(Scenario.REASONING, side.id(), stream);

        HttpResponse<String> answer = post(first);
        Heard heard = hear(answer, stream);
        JsonNode kept = response(answer, stream);

        assertThat(heard.error()).isNull();
        assertThat(heard.calls()).hasSize(1);
        assertThat(kept.path("store").asBoolean()).isTrue();

        HttpResponse<String> second = post(again(first, kept.path("id").asText(), heard.calls()));

        Heard heardAgain = hear(second, stream);
        assertThat(heardAgain.error()).isNull();
        assertThat(heardAgain.text()).isEqualTo(Words.ANSWER);
        assertThat(response(second, stream).path("previous_response_id").asText())
                .isEqualTo(kept.path("id").asText());
        Understood understood = side.understand(upstream.requests().getLast());
        assertThat(understood.users()).containsExactly(Words.QUESTION);
        assertThat(understood.calls()).hasSize(1);
        assertThat(understood.results()).hasSize(1);
        if (!side.id().equals("cohere")) {
            assertThat(understood.signatures()).containsExactly(Words.SIGNATURE);
        }
    }

    @Test
    void anUpstreamOfTheSameDialectIsToldToKeepNothing() {
        FakeProvider upstream = upstream("responses");
        upstream.forgetRequests();
        upstream.scripted(received -> CLIENT.answer(Scenario.TOOLS, received));
        ObjectNode first = request(Scenario.TOOLS, "responses", false).put("store", true);
        Heard heard = hear(post(first), false);
        assertThat(heard.calls()).hasSize(1);

        post(again(first, "resp_upstream", heard.calls()));

        assertThat(upstream.requests()).hasSize(2).allSatisfy(received -> {
            JsonNode body = received.json();
            assertThat(body.path("store").asBoolean(true)).isFalse();
            assertThat(body.has("previous_response_id")).isFalse();
            assertThat(body.path("include").toString()).contains("reasoning.encrypted_content");
        });
    }

    @Test
    void idsAreNotToBeGuessedAndNotGivenTwice() {
        upstream("openai").scripted(received -> new OpenAiSide().answer(Scenario.TEXT, received));
        Set<String> ids = new HashSet<>();

        for (int i = 0; i < 20; i++) {
            ids.add(idOf(text(gateway, "")));
        }

        assertThat(ids).hasSize(20).allMatch(id -> id.matches("resp_[0-9a-f]{48}"));
        assertThat(ids.stream().map(id -> id.substring(0, 13)).distinct()).hasSize(20);
    }

    @Test
    void anotherUserFindsNothing() {
        upstream("openai").scripted(received -> new OpenAiSide().answer(Scenario.TEXT, received));
        String id = idOf(text(gateway, ""));
        String user = gateway.manage(
                        "POST",
                        "/api/users",
                        Gateway.JSON.createObjectNode().put("name", "Other").put("unlimited", true))
                .path("id")
                .asText();
        String key = gateway.manage(
                        "POST",
                        "/api/keys",
                        Gateway.JSON.createObjectNode().put("name", "theirs").put("user_id", user))
                .path("key")
                .asText();
        Map<String, String> theirs = Map.of("Authorization", "Bearer " + key);
        String body = "{\"model\":\"model-of-openai\",\"input\":\"Hi\",\"previous_response_id\":\"" + id + "\"}";

        HttpResponse<String> resumed = gateway.call("POST", PATH, body, theirs);

        assertThat(resumed.statusCode()).isEqualTo(400);
        assertThat(Gateway.parse(resumed.body()).at("/error/code").asText()).isEqualTo("previous_response_not_found");
        assertThat(gateway.call("GET", PATH + "/" + id, "", theirs).statusCode())
                .isEqualTo(404);
        assertThat(gateway.call("DELETE", PATH + "/" + id, "", theirs).statusCode())
                .isEqualTo(404);
        assertThat(text(gateway, id).statusCode()).isEqualTo(200);
    }

    @Test
    void aKeptAnswerIsShownAndDeleted() {
        upstream("openai").scripted(received -> new OpenAiSide().answer(Scenario.TEXT, received));
        HttpResponse<String> answer = text(gateway, "");
        String id = idOf(answer);

        HttpResponse<String> shown = gateway.call("GET", PATH + "/" + id, "", Map.of());
        HttpResponse<String> items = gateway.call("GET", PATH + "/" + id + "/input_items", "", Map.of());
        HttpResponse<String> deleted = gateway.call("DELETE", PATH + "/" + id, "", Map.of());

        assertThat(Gateway.parse(shown.body())).isEqualTo(Gateway.parse(answer.body()));
        assertThat(Gateway.parse(items.body()).at("/data/0/content/0/text").asText())
                .isEqualTo("Hello");
        assertThat(Gateway.parse(deleted.body()).path("deleted").asBoolean()).isTrue();
        assertThat(gateway.call("GET", PATH + "/" + id, "", Map.of()).statusCode())
                .isEqualTo(404);
        assertThat(text(gateway, id).statusCode()).isEqualTo(400);
        assertThat(gateway.metric("sluice_answers_kept_total{result=\"kept\"")).isPositive();
    }

    @Test
    void whatWasKeptOutlivesTheGatewayAndThenExpires(@TempDir Path folder) {
        try (FakeProvider upstream = FakeProvider.start()) {
            Map<String, String> keep = Map.of("SLUICE_RESPONSES_KEEP", "true");
            String id;
            try (Gateway first = Gateway.start(folder, keep)) {
                first.addChannel("openai", upstream, modelOf("openai"));
                id = idOf(text(first, ""));
            }
            try (Gateway second =
                    Gateway.start(folder, Map.of("SLUICE_RESPONSES_KEEP", "true", "SLUICE_RESPONSES_TTL", "300ms"))) {
                await().atMost(SOON).until(() -> second.models().contains(modelOf("openai")));
                String later = idOf(text(second, id));

                await().atMost(SOON)
                        .until(() -> second.call("GET", PATH + "/" + later, "", Map.of())
                                        .statusCode()
                                == 404);
                assertThat(text(second, later).statusCode()).isEqualTo(400);
                assertThat(text(second, id).statusCode()).isEqualTo(200);
            }
        }
    }

    @Test
    void whereNothingIsKeptThatIsSaidAndNothingIsStoredUpstream(@TempDir Path folder) {
        try (FakeProvider upstream = FakeProvider.start();
                Gateway plain = Gateway.start(folder, Map.of())) {
            upstream.scripted(received -> CLIENT.answer(Scenario.TEXT, received));
            plain.addChannel("responses", upstream, channel("responses", upstream));
            String request = "{\"model\":\"model-of-responses\",\"input\":\"Hi\"%s}";

            HttpResponse<String> resumed = plain.call(
                    "POST", PATH, request.formatted(",\"previous_response_id\":\"resp_upstream\""), Map.of());
            HttpResponse<String> stored = plain.call("POST", PATH, request.formatted(",\"store\":true"), Map.of());
            HttpResponse<String> background =
                    plain.call("POST", PATH, request.formatted(",\"background\":true"), Map.of());
            HttpResponse<String> answered = plain.call("POST", PATH, request.formatted(""), Map.of());

            assertThat(List.of(resumed, stored, background))
                    .extracting(HttpResponse::statusCode)
                    .containsOnly(400);
            assertThat(resumed.body()).contains("responses.keep", "\"param\":\"previous_response_id\"");
            assertThat(stored.body()).contains("responses.keep", "\"param\":\"store\"");
            assertThat(background.body()).contains("\"param\":\"background\"");
            assertThat(answered.statusCode()).isEqualTo(200);
            assertThat(upstream.requests()).hasSize(1);
            assertThat(upstream.requests().getFirst().json().path("store").asBoolean(true))
                    .isFalse();
            assertThat(plain.call("GET", PATH + "/resp_upstream", "", Map.of()).statusCode())
                    .isEqualTo(404);
        }
    }
}
