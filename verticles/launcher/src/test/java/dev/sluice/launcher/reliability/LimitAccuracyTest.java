package dev.sluice.launcher.reliability;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.testkit.load.PlannedUpstream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C1 where nothing fails: of what is offered to three nodes, three times what a limit allows and from rest, they admit together
 * what it allows, in every minute. Counted by who called, not by the gateway.
 */
class LimitAccuracyTest {
    private static final int NODES = 3;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final Optional<String> USER = Optional.of("user");
    private static final Duration SOON = Duration.ofSeconds(30);
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final long seed = Run.seed();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final List<Rig> nodes = new ArrayList<>();
    /** When calls were made that were admitted. */
    private final Queue<Long> admitted = new ConcurrentLinkedQueue<>();

    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger untold = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    @TempDir
    private Path folder;

    /** Nodes that count alone would admit three times the limit. */
    @Test
    void threeNodesAdmitTogetherWhatTheLimitAllows() {
        Figures figures = Figures.of("C1-short", seed);
        measure(120, Duration.ofSeconds(12), figures);
        figures.atMost("admitted_of_120", admitted.size(), 121);
        figures.atLeast("admitted_of_24_at_least", admitted.size(), 23);
        figures.assertAllPassed();
    }

    @Test
    @Tag("long")
    void forThreeMinutesEachMinuteHasTheLimit() {
        Figures figures = Figures.of("C1-limit", seed);
        int limit = 600;
        measure(limit, WINDOW.multipliedBy(3), figures);
        List<Long> times = admitted.stream().sorted().toList();
        for (int i = 0; i < 3; i++) {
            long from = i * WINDOW.toNanos();
            long count = times.stream()
                    .filter(at -> at >= from && at < from + WINDOW.toNanos())
                    .count();
            figures.atMost("admitted_of_600_in_minute_" + (i + 1), count, limit + 1);
            figures.atLeast("admitted_of_600_in_minute_" + (i + 1), count, limit * 97L / 100);
        }
        figures.atMost("admitted_of_600_in_any_60_seconds", mostInAWindow(times), limit + 1);
        figures.assertAllPassed();
    }

    private static int mostInAWindow(List<Long> times) {
        int most = 0;
        int from = 0;
        for (int to = 0; to < times.size(); to++) {
            while (times.get(to) - times.get(from) >= WINDOW.toNanos()) {
                from++;
            }
            most = Math.max(most, to - from + 1);
        }
        return most;
    }

    private void measure(int limit, Duration time, Figures figures) {
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                PlannedUpstream upstream = new PlannedUpstream()) {
            Nodes.of(NODES, folder, server, new Random(seed))
                    .settings()
                    .forEach(settings -> nodes.add(Rig.start(settings, upstream, "--cluster")));
            String key = prepare(limit);
            offer(key, time);
            figures.told("refused", refused.get());
            figures.zero("refusals_that_say_too_little", untold.get());
            figures.zero("answers_that_are_neither", others.get());
        } finally {
            nodes.forEach(Rig::close);
        }
    }

    /** A key whose user is limited, which all nodes know of, as they know of each other. */
    private String prepare(int limit) {
        try (Operator operator = nodes.getFirst().operator()) {
            Operator.Payer payer = operator.payer("1000", "");
            String unlimited = operator.payer("1000", "").key();
            ObjectNode body = Operator.JSON
                    .createObjectNode()
                    .put("scope", "user")
                    .put("subject", payer.user())
                    .put("requests_per_minute", limit);
            operator.manage("POST", "/api/limits", body);
            nodes.forEach(node -> node.awaitServing(unlimited));
            nodes.forEach(node -> await().atMost(SOON).until(() -> isReady(node, payer.key())));
            return payer.key();
        }
    }

    private boolean isReady(Rig node, String key) {
        HttpRequest usage = request(node.address(), "/v1/usage", key).build();
        String told = http.sendAsync(usage, BodyHandlers.ofString()).join().body();
        return told.contains("\"rate_limits\":[{") && hearsAll(node);
    }

    private static boolean hearsAll(Rig node) {
        try (Operator operator = node.operator()) {
            JsonNode members = operator.manage("GET", "/api/nodes", Operator.JSON.createObjectNode())
                    .path("data");
            return StreamSupport.stream(members.spliterator(), false)
                            .filter(member -> member.path("state").asText().equals("serving"))
                            .count()
                    == NODES;
        }
    }

    private void offer(String key, Duration time) {
        // Three times 600 a minute, over all nodes.
        long between = Duration.ofMillis(100).toNanos();
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        long start = System.nanoTime();
        for (long due = 0; due < time.toNanos(); due += between) {
            LockSupport.parkNanos(start + due - System.nanoTime());
            for (Rig node : nodes) {
                long at = System.nanoTime() - start;
                calls.add(call(node.address(), key).thenAccept(answer -> note(answer, at)));
            }
        }
        calls.forEach(CompletableFuture::join);
    }

    private void note(HttpResponse<Void> answer, long at) {
        if (answer.statusCode() == OK) {
            admitted.add(at);
        } else if (answer.statusCode() == TOO_MANY) {
            refused.incrementAndGet();
            boolean told = answer.headers().firstValue("retry-after").isPresent()
                    && answer.headers().firstValue("x-ratelimit-limit-requests").isPresent()
                    && answer.headers()
                            .firstValue("x-ratelimit-remaining-requests")
                            .isPresent()
                    && answer.headers().firstValue("x-ratelimit-reset-requests").isPresent()
                    && answer.headers().firstValue("x-ratelimit-scope-requests").equals(USER);
            untold.addAndGet(told ? 0 : 1);
        } else {
            others.incrementAndGet();
        }
    }

    private static HttpRequest.Builder request(URI node, String path, String key) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key);
    }

    private CompletableFuture<HttpResponse<Void>> call(URI node, String key) {
        HttpRequest request = request(node, "/v1/chat/completions", key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"" + Mix.MODEL
                        + "\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding());
    }
}
