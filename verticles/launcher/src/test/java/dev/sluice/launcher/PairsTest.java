package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.dialect.AnthropicSide;
import dev.sluice.testkit.dialect.Asking;
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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every client reaches every upstream: six dialects on either side of a running gateway, ten things that must work in each of
 * the 36 pairs. Clients and upstreams are the testkit's, written without the gateway's codecs. Prints the matrix at the end.
 */
class PairsTest {
    private static final List<Side> SIDES = List.of(
            new OpenAiSide(),
            new ResponsesSide(),
            new AnthropicSide(),
            new GeminiSide(),
            new BedrockSide(),
            new CohereSide());

    /** What is tried in each pair. */
    private enum Feature {
        TEXT,
        STREAM,
        TOOLS,
        PARALLEL,
        IMAGE,
        SCHEMA,
        REASONING,
        USAGE,
        ERROR,
        ABORT
    }

    /** By pair, what does not work. */
    private static final Map<String, Set<Feature>> BROKEN = new LinkedHashMap<>();

    private static final Map<String, FakeProvider> UPSTREAMS = new LinkedHashMap<>();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    private static Path data;

    private static Gateway gateway;

    @BeforeAll
    static void start() {
        gateway = Gateway.start(data, Map.of());
        for (Side side : SIDES) {
            FakeProvider upstream = FakeProvider.start();
            UPSTREAMS.put(side.id(), upstream);
            gateway.addChannel(side.id(), upstream, channel(side.id(), upstream));
        }
    }

    /** A channel whose provider speaks this dialect and no other. */
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

    /** Names that make the upstream's writer behave as towards the vendor's newest models. */
    private static String modelOf(String dialect) {
        return switch (dialect) {
            case "anthropic" -> "claude-sonnet-4-5";
            case "gemini" -> "gemini-2.5-pro";
            case "bedrock" -> "anthropic.claude-sonnet-4-5-v1:0";
            default -> "model-of-" + dialect;
        };
    }

    @AfterAll
    static void stop() {
        gateway.close();
        UPSTREAMS.values().forEach(FakeProvider::close);
        HTTP.close();
        print();
    }

    @TestFactory
    Stream<DynamicNode> everyClientReachesEveryUpstream() {
        return SIDES.stream().flatMap(client -> SIDES.stream().map(upstream -> cell(client, upstream)));
    }

    private static DynamicNode cell(Side client, Side upstream) {
        Pair pair = new Pair(client, upstream);
        return DynamicContainer.dynamicContainer(
                pair.name(),
                Stream.of(Feature.values())
                        .map(feature ->
                                DynamicTest.dynamicTest(pair.name() + " " + feature, () -> tick(pair, feature))));
    }

    private static void tick(Pair pair, Feature feature) {
        Set<Feature> broken = BROKEN.computeIfAbsent(pair.name(), name -> EnumSet.noneOf(Feature.class));
        broken.add(feature);
        pair.check(feature);
        broken.remove(feature);
    }

    private static void print() {
        System.out.println("client -> upstream: features that work of " + Feature.values().length);
        BROKEN.forEach((name, broken) -> System.out.println("%-24s %d %s"
                .formatted(name, Feature.values().length - broken.size(), broken.isEmpty() ? "" : broken)));
        long whole = BROKEN.values().stream().filter(Set::isEmpty).count();
        System.out.println("dialect_pairs " + whole + " of 36 " + (whole == 36 ? "pass" : "fail"));
    }

    /** One client and one upstream. */
    private record Pair(Side client, Side upstream) {

        String name() {
            return client.id() + " -> " + upstream.id();
        }

        void check(Feature feature) {
            switch (feature) {
                case TEXT -> text(false);
                case STREAM -> text(true);
                case TOOLS -> {
                    tools(false);
                    tools(true);
                }
                case PARALLEL -> {
                    parallel(true);
                    parallel(false);
                }
                case IMAGE -> image();
                case SCHEMA -> schema();
                case REASONING -> {
                    reasoning(true);
                    reasoning(false);
                }
                case USAGE -> {
                    usage(false);
                    usage(true);
                }
                case ERROR -> {
                    error(false);
                    error(true);
                }
                case ABORT -> abort();
            }
        }

        private void text(boolean stream) {
            Heard heard = ask(Scenario.TEXT, stream);

            assertThat(heard.error()).isNull();
            assertThat(heard.text()).isEqualTo(Words.ANSWER);
            assertThat(heard.finish()).isEqualTo("stop");
            assertThat(heard.ended()).isTrue();
            Understood understood = understood();
            assertThat(understood.model()).isEqualTo(modelOf(upstream.id()));
            assertThat(understood.stream()).isEqualTo(stream);
            assertThat(understood.system()).contains(Words.SYSTEM);
            assertThat(understood.users()).containsExactly(Words.QUESTION);
        }

        private void tools(boolean stream) {
            Heard heard = ask(Scenario.TOOLS, stream);

            assertThat(heard.error()).isNull();
            assertThat(heard.finish()).isEqualTo("tool");
            assertThat(heard.calls()).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo(Words.TOOL);
                assertThat(call.arguments()).isEqualTo(json(Words.TOOL_ARGUMENTS));
            });
            assertThat(understood().tools()).containsExactly(Words.TOOL);
            assertThat(understood().toolSchema()).isEqualTo(json(Words.TOOL_SCHEMA));

            Heard second = askAgain(Scenario.TOOLS, stream, heard);

            assertThat(second.error()).isNull();
            assertThat(second.text()).isEqualTo(Words.ANSWER);
            assertThat(understood().calls()).singleElement().satisfies(call -> {
                assertThat(call.name()).isEqualTo(Words.TOOL);
                assertThat(call.arguments()).isEqualTo(json(Words.TOOL_ARGUMENTS));
            });
            assertThat(understood().results())
                    .singleElement()
                    .satisfies(result -> assertThat(result.text()).contains("18 degrees"));
        }

        private void parallel(boolean stream) {
            Heard heard = ask(Scenario.PARALLEL_TOOLS, stream);

            assertThat(heard.error()).isNull();
            assertThat(heard.calls()).extracting(Heard.HeardCall::name).containsExactly(Words.TOOL, Words.SECOND_TOOL);
            assertThat(heard.calls())
                    .extracting(Heard.HeardCall::arguments)
                    .containsExactly(json(Words.TOOL_ARGUMENTS), json(Words.SECOND_ARGUMENTS));
            // Gemini itself gives no ids: its clients go by names and order.
            boolean isWithoutIds = client.id().equals("gemini") && upstream.id().equals("gemini");
            if (!isWithoutIds) {
                assertThat(heard.calls())
                        .extracting(Heard.HeardCall::id)
                        .doesNotHaveDuplicates()
                        .doesNotContain("");
            }
        }

        private void image() {
            Heard heard = ask(Scenario.IMAGE, false);

            assertThat(heard.error()).isNull();
            assertThat(understood().images()).containsExactly(Words.PNG);
            assertThat(understood().users()).containsExactly(Words.QUESTION);
        }

        private void schema() {
            Heard heard = ask(Scenario.SCHEMA, false);

            assertThat(heard.error()).isNull();
            assertThat(heard.text()).isEqualTo(Words.SCHEMA_ANSWER);
            assertThat(understood().schema()).isEqualTo(json(Words.SCHEMA));
        }

        private void reasoning(boolean stream) {
            Heard heard = ask(Scenario.REASONING, stream);

            assertThat(heard.error()).isNull();
            assertThat(understood().thinking()).isTrue();
            assertThat(heard.reasoning()).isEqualTo(Words.THOUGHT);
            assertThat(heard.calls())
                    .singleElement()
                    .satisfies(call -> assertThat(call.name()).isEqualTo(Words.TOOL));

            Heard second = askAgain(Scenario.REASONING, stream, heard);

            assertThat(second.error()).isNull();
            assertThat(second.text()).isEqualTo(Words.ANSWER);
            if (!upstream.id().equals("cohere")) {
                assertThat(understood().signatures()).containsExactly(Words.SIGNATURE);
            }
        }

        private void usage(boolean stream) {
            Heard heard = ask(Scenario.TEXT, stream);

            assertThat(heard.prompt()).isEqualTo(Words.INPUT + Words.CACHED);
            assertThat(heard.cached()).isIn(Words.CACHED, -1L);
            assertThat(heard.completion()).isEqualTo(Words.OUTPUT);
        }

        private void error(boolean stream) {
            Asking asking = client.ask(Scenario.ERROR, modelOf(upstream.id()), stream);
            script(Scenario.ERROR);
            HttpResponse<byte[]> answer = send(asking);
            Heard heard = client.hear(answer.statusCode(), stream, answer.body());

            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(heard.error()).isNotNull();
            assertThat(client.isContextError(answer.statusCode(), heard)).isTrue();
        }

        private void abort() {
            Heard heard = ask(Scenario.ABORT, true);

            assertThat(heard.text()).isNotEmpty().isNotEqualTo(Words.ANSWER);
            assertThat(Words.ANSWER).startsWith(heard.text());
            assertThat(heard.error()).isNotNull();
            assertThat(heard.ended()).isFalse();
        }

        private Heard ask(Scenario scenario, boolean stream) {
            return hear(scenario, stream, client.ask(scenario, modelOf(upstream.id()), stream));
        }

        private Heard askAgain(Scenario scenario, boolean stream, Heard first) {
            return hear(scenario, stream, client.askAgain(scenario, modelOf(upstream.id()), stream, first));
        }

        private Heard hear(Scenario scenario, boolean stream, Asking asking) {
            script(scenario);
            HttpResponse<byte[]> answer = send(asking);
            return client.hear(answer.statusCode(), stream, answer.body());
        }

        private void script(Scenario scenario) {
            FakeProvider provider = provider();
            provider.forgetRequests();
            provider.scripted(received -> upstream.answer(scenario, received));
        }

        private FakeProvider provider() {
            return Objects.requireNonNull(UPSTREAMS.get(upstream.id()));
        }

        /** What the upstream made of the newest request. */
        private Understood understood() {
            List<Received> requests = provider().requests();
            return upstream.understand(requests.getLast());
        }
    }

    private static HttpResponse<byte[]> send(Asking asking) {
        HttpRequest.Builder request = HttpRequest.newBuilder(gateway.address().resolve(asking.path()))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + Gateway.KEY)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(asking.body()));
        asking.headers().forEach(request::setHeader);
        try {
            return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private static JsonNode json(String text) {
        return Gateway.parse(text);
    }
}
