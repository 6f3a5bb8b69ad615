package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.RawHttp;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.SlowPeers;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clustered nodes of which only one calls upstreams, while callers talk to the other. */
class ClusterStreamTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final FakeProvider UPSTREAM = FakeProvider.start();

    @TempDir
    private static Path data;

    private static Pair nodes;
    private static Gateway inner;
    private static Gateway outer;

    /** One node with all roles, and one without the provider's. */
    private record Pair(Gateway inner, Gateway outer) implements AutoCloseable {
        static Pair start(Path data) {
            return start(data, Map.of(), Map.of());
        }

        static Pair start(Path data, Map<String, String> both, Map<String, String> outer) {
            List<Integer> ports = FreePorts.some(4);
            Gateway inner = node(data, "inner", ports, both);
            List<Integer> others = List.of(ports.get(2), ports.get(3), ports.get(0), ports.get(1));
            Map<String, String> more = new HashMap<>(both);
            more.put("SLUICE_VERTICLES_PROVIDER", "0");
            more.putAll(outer);
            return new Pair(inner, node(data, "outer", others, more));
        }

        @Override
        public void close() {
            outer.close();
            inner.close();
        }
    }

    @BeforeAll
    static void startCluster() {
        nodes = Pair.start(data);
        inner = nodes.inner();
        outer = nodes.outer();
        outer.addChannel("upstream", UPSTREAM, "m");
    }

    @AfterAll
    static void stopCluster() {
        nodes.close();
        UPSTREAM.close();
    }

    @Test
    void aStreamCrossesTheNodesInOrderAndIsBilledOnce() {
        UPSTREAM.always(Answer.of("one two three four").with(Pace.every(Duration.ofMillis(20))));
        String id = "crosses-" + UUID.randomUUID();

        HttpResponse<String> answer = outer.chat(id, STREAM);

        assertThat(Gateway.text(answer.body())).isEqualTo("one two three four");
        assertThat(Gateway.events(answer.body()).getLast()).isEqualTo("[DONE]");
        List<JsonNode> rows = outer.awaitRows(id);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().path("end").asText()).isEqualTo("completed");
        assertThat(rows.getFirst().at("/usage/output").asLong()).isEqualTo(7);
        assertThat(inner.metric("sluice_requests_total")).isZero();
    }

    @Test
    void chunksArriveAsTheyAreMadeAndNotAtTheEnd() {
        UPSTREAM.always(Answer.of("first second").with(Pace.every(Duration.ofSeconds(2))));

        try (RawHttp caller = RawHttp.connect(outer.address(), Duration.ofMillis(1500))) {
            caller.send(request());
            Received received = UPSTREAM.awaitRequest(SOON);

            // The answer cannot be whole yet; the error says what has come of it.
            assertThat(catchThrowable(caller::read))
                    .hasMessageContaining("first")
                    .hasMessageNotContaining("second");
            assertThat(received.isComplete()).isFalse();
        }
        UPSTREAM.forgetRequests();
    }

    @Test
    void aCallerThatLeavesFreesTheUpstreamOfTheOtherNode() {
        UPSTREAM.always(Answer.of("").with(Pace.bulk(10_000, 20).with(Duration.ofMillis(20))));
        UPSTREAM.forgetRequests();
        Received received;
        long left;
        try (RawHttp caller = RawHttp.connect(outer.address(), SOON)) {
            caller.send(request());
            received = UPSTREAM.awaitRequest(SOON);
            Awaitility.await().atMost(SOON).until(() -> received.bytesSent() > 1000);
            left = System.nanoTime();
        }

        assertThat(Duration.ofNanos(received.awaitClientGone(SOON) - left)).isLessThan(Duration.ofSeconds(1));
    }

    @Test
    void aCallerThatDoesNotReadHoldsBackTheUpstreamOfTheOtherNode() {
        UPSTREAM.always(Answer.of("").with(Pace.bulk(4096, 1024)));
        UPSTREAM.forgetRequests();
        try (SlowPeers callers = SlowPeers.open(outer.address(), 20, request())) {
            Awaitility.await().atMost(SOON).until(() -> UPSTREAM.requests().size() == callers.size());

            Awaitility.await()
                    .during(Duration.ofSeconds(1))
                    .atMost(SOON)
                    .until(() -> UPSTREAM.requests().stream().noneMatch(received -> received.bytesSent() > 512 * 1024));
        }
    }

    @Test
    void modelsAreListedWhicheverNodeIsAsked() {
        assertThat(outer.models()).contains("m");
        Awaitility.await().atMost(SOON).until(() -> inner.models().contains("m"));
    }

    @Test
    void aNodeThatLeavesInMidStreamDoesNotLeaveTheCallerInSilence(@TempDir Path otherData) {
        try (FakeProvider upstream =
                        FakeProvider.reacting(Answer.of("word ".repeat(100)).with(Pace.every(Duration.ofMillis(100))));
                Pair pair = Pair.start(otherData);
                RawHttp caller = RawHttp.connect(pair.outer().address(), Duration.ofSeconds(60))) {
            pair.outer().addChannel("upstream", upstream, "m");
            caller.send(request());
            Received received = upstream.awaitRequest(SOON);
            Awaitility.await().atMost(SOON).until(() -> received.bytesSent() > 1000);

            pair.inner().close();

            List<String> events = Gateway.events(caller.read().body());
            boolean done = events.getLast().equals("[DONE]");
            boolean error = events.getLast().startsWith("{\"error\"");
            assertThat(done || error).as("ends with " + events.getLast()).isTrue();
            assertThat(events).filteredOn(event -> event.equals("[DONE]")).hasSizeLessThan(2);
        }
    }

    @Test
    void aConversationIsKeptOverTheBusAndGoesOnOnEitherNode(@TempDir Path otherData) {
        Map<String, String> keep = Map.of("SLUICE_RESPONSES_KEEP", "true");
        try (FakeProvider upstream = FakeProvider.start();
                Pair pair = Pair.start(otherData, keep, Map.of("SLUICE_VERTICLES_ACCOUNTING", "0"))) {
            pair.inner().addChannel("upstream", upstream, "m");
            Awaitility.await().atMost(SOON).until(() -> pair.outer().models().contains("m"));

            String first = response(pair.outer(), "");
            String second = response(pair.inner(), first);
            response(pair.outer(), second);

            assertThat(upstream.requests().getLast().json().path("messages")).hasSize(5);
        }
    }

    /** Asks on this node, going on from an answer if one is given; the new answer's id. */
    private static String response(Gateway node, String previous) {
        String on = previous.isEmpty() ? "" : ",\"previous_response_id\":\"" + previous + "\"";
        HttpResponse<String> answer =
                node.call("POST", "/v1/responses", "{\"model\":\"m\",\"input\":\"Hi\"" + on + "}", Map.of());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(answer.body()).contains("\"store\":true");
        return Gateway.parse(answer.body()).path("id").asText();
    }

    private static String request() {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
                + "\r\nContent-Length: " + STREAM.length() + "\r\n\r\n" + STREAM;
    }

    /** Starts a node; its own member and bus ports come first, then those of the other. */
    private static Gateway node(Path folder, String name, List<Integer> ports, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_CLUSTER_NODE",
                name,
                "SLUICE_CLUSTER_NAME",
                "test-" + Math.min(ports.get(0), ports.get(2)),
                "SLUICE_CLUSTER_TRUSTED_NETWORK",
                "true",
                "SLUICE_CLUSTER_MEMBER_PORT",
                String.valueOf(ports.get(0)),
                "SLUICE_CLUSTER_BUS_PORT",
                String.valueOf(ports.get(1)),
                "SLUICE_CLUSTER_MEMBERS",
                "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(2)));
        environment.putAll(more);
        return Gateway.start(folder, environment, "--cluster");
    }
}
