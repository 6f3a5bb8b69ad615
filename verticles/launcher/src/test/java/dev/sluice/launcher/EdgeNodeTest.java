package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.sluice.launcher.conf.ConfException;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that only takes requests, in front of two that keep books, choose channels and call upstreams. */
class EdgeNodeTest {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final int CALLS = 20;
    private static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String WHOLE = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final Map<String, String> EDGE = Map.of(
            "SLUICE_VERTICLES_ACCOUNTING", "0",
            "SLUICE_VERTICLES_ROUTER", "0",
            "SLUICE_VERTICLES_PROVIDER", "0",
            "SLUICE_VERTICLES_ADMIN", "0");

    @TempDir
    private Path data;

    private final FakeProvider upstream = FakeProvider.start();
    private final List<Gateway> open = new ArrayList<>();
    private List<Integer> ports = List.of();

    @BeforeEach
    void choosePorts() throws IOException {
        ports = FreePorts.some(8);
    }

    @AfterEach
    void stop() {
        for (Gateway node : open.reversed()) {
            node.close();
        }
        upstream.close();
    }

    @Test
    void whatConcernsACallIsToldToTheNodeThatAdmittedIt() {
        Gateway first = start("first", 0, Map.of());
        Gateway second = start("second", 1, Map.of());
        first.addChannel("upstream", upstream, "m");
        await().atMost(SOON).until(() -> second.models().contains("m"));
        Gateway edge = start("edge", 2, EDGE);
        upstream.always(Answer.of("one two three").with(Pace.every(Duration.ofMillis(10))));
        String prefix = "sticky-" + UUID.randomUUID() + "-";

        for (int i = 0; i < CALLS; i++) {
            HttpResponse<String> streamed = edge.chat(prefix + "s" + i, STREAM);
            assertThat(Gateway.text(streamed.body())).isEqualTo("one two three");
            assertThat(Gateway.events(streamed.body()).getLast()).isEqualTo("[DONE]");
            HttpResponse<String> whole = edge.chat(prefix + "w" + i, WHOLE);
            assertThat(whole.statusCode()).as(whole.body()).isEqualTo(200);
        }

        await().atMost(SOON).until(() -> ends(first, prefix).size() == 2 * CALLS);
        assertThat(ends(first, prefix)).containsOnly("completed");
        assertThat(first.metric("sluice_calls_open") + second.metric("sluice_calls_open"))
                .isZero();
        // Both were asked, so that a call could have gone to the wrong one.
        assertThat(first.metric("sluice_usage_source_total")).isPositive();
        assertThat(second.metric("sluice_usage_source_total")).isPositive();
    }

    @Test
    void aNodeIsReadyWhenEveryRoleItStandsOnIsOnSomeNode() {
        Gateway edge = start("edge", 2, EDGE);
        assertThat(readiness(edge)).isEqualTo(503);

        Gateway books = start(
                "books",
                0,
                Map.of(
                        "SLUICE_VERTICLES_PROVIDER",
                        "0",
                        "SLUICE_VERTICLES_INGRESS",
                        "0",
                        "SLUICE_VERTICLES_ADMIN",
                        "0"));
        // It takes no requests itself, so it needs nobody.
        assertThat(readiness(books)).isEqualTo(200);
        assertThat(readiness(edge)).isEqualTo(503);

        Gateway caller = start(
                "caller",
                1,
                Map.of(
                        "SLUICE_VERTICLES_INGRESS",
                        "0",
                        "SLUICE_VERTICLES_ACCOUNTING",
                        "0",
                        "SLUICE_VERTICLES_ROUTER",
                        "0",
                        "SLUICE_VERTICLES_ADMIN",
                        "0"));
        await().atMost(SOON).until(() -> readiness(edge) == 200);
        caller.close();
        open.remove(caller);
        await().atMost(SOON).until(() -> readiness(edge) == 503);
    }

    @Test
    void aNodeThatLeavesLetsTheStreamsOfOthersEndAndIsNotAskedAgain() {
        Gateway first = start("first", 0, Map.of());
        Gateway second = start("second", 1, Map.of());
        first.addChannel("upstream", upstream, "m");
        await().atMost(SOON).until(() -> second.models().contains("m"));
        Gateway edge = start("edge", 2, EDGE);
        upstream.always(Answer.of("word ".repeat(20).strip()).with(Pace.every(Duration.ofMillis(100))));
        List<HttpResponse<String>> answers = new ArrayList<>();
        List<Thread> callers = IntStream.range(0, 10)
                .mapToObj(i -> Thread.ofVirtual().start(() -> {
                    HttpResponse<String> answer = edge.chat("leaving-" + i, STREAM);
                    synchronized (answers) {
                        answers.add(answer);
                    }
                }))
                .toList();
        await().atMost(SOON)
                .until(() -> upstream.requests().stream()
                                .filter(received -> received.bytesSent() > 100)
                                .count()
                        >= 10);

        second.close();
        open.remove(second);
        HttpResponse<String> after = edge.chat("after", WHOLE);

        await().atMost(SOON).until(() -> callers.stream().noneMatch(Thread::isAlive));
        assertThat(after.statusCode()).as(after.body()).isEqualTo(200);
        assertThat(answers)
                .hasSize(10)
                .allSatisfy(answer ->
                        assertThat(Gateway.events(answer.body()).getLast()).isEqualTo("[DONE]"));
    }

    @Test
    void aSecondNodeOfTheSameNameIsRefused() {
        start("same", 0, Map.of());

        assertThatThrownBy(() -> start("same", 1, Map.of("SLUICE_JOURNAL_FOLDER", data + "/other")))
                .isInstanceOf(ConfException.class)
                .hasMessageContaining("cluster.node is 'same'");
    }

    private static List<String> ends(Gateway node, String prefix) {
        JsonNode newest = node.manage("GET", "/api/requests?limit=100", MissingNode.getInstance());
        JsonNode list = newest.isArray() ? newest : newest.path("data");
        List<String> ends = new ArrayList<>();
        list.forEach(row -> {
            if (row.path("request_id").asText().startsWith(prefix)) {
                ends.add(row.path("end").asText());
            }
        });
        return ends;
    }

    private static int readiness(Gateway node) {
        URI ready = node.management().resolve("/health/ready");
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(HttpRequest.newBuilder(ready).build(), HttpResponse.BodyHandlers.ofString())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    private Gateway start(String name, int place, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "SLUICE_CLUSTER_NODE",
                name,
                "SLUICE_CLUSTER_NAME",
                "edge-test-" + ports.getFirst(),
                "SLUICE_CLUSTER_TRUSTED_NETWORK",
                "true",
                "SLUICE_CLUSTER_MEMBER_PORT",
                String.valueOf(ports.get(place)),
                "SLUICE_CLUSTER_BUS_PORT",
                String.valueOf(ports.get(4 + place)),
                "SLUICE_CLUSTER_MEMBERS",
                "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1) + ",127.0.0.1:" + ports.get(2)));
        environment.putAll(more);
        Gateway node = Gateway.start(data, environment, "--cluster");
        open.add(node);
        return node;
    }
}
