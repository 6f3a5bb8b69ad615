package dev.sluice.launcher.reliability;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.launcher.reliability.NodeProcess.Settings;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.FreePorts;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.RawHttp;
import dev.sluice.testkit.Received;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The node that admitted a call is killed while another one streams its answer. */
class EdgeCrashTest {
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final String KEY = "sk-edge-crash-0123456789abcdefghijklmnopqrstuvwxyz";
    private static final String CALL = "edge-crash-1";
    private static final String STREAM =
            "{\"model\":\"m\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    private final List<Integer> ports = FreePorts.some(6);

    @TempDir
    private Path folder;

    @Test
    void theCallersAnswerEndsWithAnErrorAndTheRecoveryBillsItOnce() {
        try (FakeProvider upstream =
                        FakeProvider.reacting(Answer.of("word ".repeat(60)).with(Pace.every(Duration.ofMillis(100))));
                NodeProcess first = books(0);
                NodeProcess second = books(1);
                NodeProcess edge = edge(upstream);
                RawHttp caller = RawHttp.connect(edge.address(), Duration.ofSeconds(60))) {
            caller.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + KEY
                    + "\r\nX-Request-Id: " + CALL + "\r\nContent-Length: " + STREAM.length() + "\r\n\r\n" + STREAM);
            Received received = upstream.awaitRequest(SOON);
            // What was passed on is written down once a second, so some seconds of it.
            await().atMost(SOON).until(() -> received.bytesSent() > 6000);
            boolean isFirst = openCalls(first) == 1;
            assertThat(openCalls(first) + openCalls(second)).isEqualTo(1);

            (isFirst ? first : second).kill();

            List<String> events = caller.read()
                    .body()
                    .lines()
                    .filter(line -> line.startsWith("data:"))
                    .toList();
            assertThat(events.getLast()).contains("\"error\"");
            assertThat(events).noneMatch(event -> event.contains("[DONE]"));
            try (NodeProcess again = books(isFirst ? 0 : 1)) {
                await().atMost(SOON).until(() -> rows(edge).size() == 1);
                assertThat(openCalls(again)).isZero();
                assertThat(rows(edge).getFirst().at("/usage/output").asLong()).isPositive();
            }
            // After a checkpoint of the books there is still one.
            assertThat(rows(edge)).hasSize(1);
        }
        NodeProcess.Ended audit = NodeProcess.run(Settings.in(folder), "audit");
        assertThat(audit.exit()).as(audit.printed()).isZero();
    }

    private NodeProcess books(int place) {
        return started(settings("books-" + place, place)
                .with(Map.of(
                        "SLUICE_VERTICLES_INGRESS", "0",
                        "SLUICE_VERTICLES_ROUTER", "0",
                        "SLUICE_VERTICLES_PROVIDER", "0",
                        "SLUICE_VERTICLES_ADMIN", "0")));
    }

    private NodeProcess edge(FakeProvider upstream) {
        return started(settings("edge", 2)
                .with(Map.of(
                        "SLUICE_VERTICLES_ACCOUNTING", "0",
                        "OPENAI_API_KEY", "sk-upstream",
                        "OPENAI_BASE_URL", upstream.baseUrl().toString(),
                        "OPENAI_MODELS", "m")));
    }

    private static NodeProcess started(Settings settings) {
        NodeProcess node = NodeProcess.start(settings, "--cluster");
        node.awaitReady();
        return node;
    }

    private Settings settings(String name, int place) {
        String members = "127.0.0.1:" + ports.get(0) + ",127.0.0.1:" + ports.get(1) + ",127.0.0.1:" + ports.get(2);
        return Settings.in(folder)
                .with(Map.of(
                        "SLUICE_HOME",
                        Path.of("..", "..").toAbsolutePath().normalize().toString(),
                        "SLUICE_INITIAL_KEY",
                        KEY,
                        "SLUICE_CLUSTER_NODE",
                        name,
                        "SLUICE_CLUSTER_NAME",
                        "edge-crash-" + ports.getFirst(),
                        "SLUICE_CLUSTER_TRUSTED_NETWORK",
                        "true",
                        "SLUICE_CLUSTER_MEMBER_PORT",
                        String.valueOf(ports.get(place)),
                        "SLUICE_CLUSTER_BUS_PORT",
                        String.valueOf(ports.get(3 + place)),
                        "SLUICE_CLUSTER_MEMBERS",
                        members));
    }

    private static int openCalls(NodeProcess node) {
        return get(node.management().resolve("/metrics"))
                .lines()
                .filter(line -> line.startsWith("sluice_calls_open"))
                .mapToInt(line -> (int) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
                .sum();
    }

    private static List<JsonNode> rows(NodeProcess edge) {
        try {
            JsonNode newest = Operator.JSON.readTree(get(edge.address().resolve("/api/requests?limit=100")));
            JsonNode list = newest.isArray() ? newest : newest.path("data");
            return Stream.iterate(0, i -> i < list.size(), i -> i + 1)
                    .map(list::get)
                    .filter(row -> row.path("request_id").asText().equals(CALL))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String get(URI address) {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(address)
                    .header("Authorization", "Bearer " + NodeProcess.TOKEN)
                    .build();
            return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }
}
