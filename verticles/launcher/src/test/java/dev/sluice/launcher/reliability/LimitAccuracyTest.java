package dev.sluice.launcher.reliability;

import dev.sluice.launcher.reliability.NodeProcess.Settings;
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
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * C1: of what is offered to three nodes, three times what a limit allows, they admit together what it allows. Measured once the
 * minute's worth that an idle caller may use at once is gone.
 */
class LimitAccuracyTest {
    private static final int NODES = 3;
    private static final int LIMIT = 600;
    private static final long BETWEEN = Duration.ofSeconds(60).toNanos() / LIMIT;
    private static final int OK = 200;
    private static final int TOO_MANY = 429;
    private static final int SPENT = 8;

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final Queue<Long> admitted = new ConcurrentLinkedQueue<>();
    private final AtomicInteger refused = new AtomicInteger();
    private final AtomicInteger others = new AtomicInteger();

    @TempDir
    private Path folder;

    @Test
    void threeNodesAdmitTogetherWhatTheLimitAllows() {
        measure("C1-short", Duration.ofSeconds(12), 1);
    }

    @Test
    @Tag("long")
    void forThreeMinutesEachMinuteHasTheLimit() {
        measure("C1-limit", Duration.ofMinutes(1), 3);
    }

    private void measure(String name, Duration window, int windows) {
        Figures figures = Figures.of(name, Run.seed());
        List<Rig> nodes = new ArrayList<>();
        try (DatabaseServer server = new PostgresServer(folder.resolve("postgres"));
                PlannedUpstream upstream = new PlannedUpstream()) {
            try {
                settings(server).forEach(settings -> nodes.add(Rig.start(settings, upstream, "--cluster")));
                String key = limitedKey(nodes.getFirst());
                nodes.forEach(node -> node.awaitServing(key));
                useUp(nodes, key);
                offer(nodes, key, window.multipliedBy(windows));
                tell(figures, window, windows);
            } finally {
                nodes.forEach(Rig::close);
            }
        }
        figures.assertAllPassed();
    }

    private void tell(Figures figures, Duration window, int windows) {
        long allowed = window.toNanos() / BETWEEN;
        List<Long> times = List.copyOf(admitted);
        for (int i = 0; i < windows; i++) {
            long from = i * window.toNanos();
            long count = times.stream()
                    .filter(at -> at >= from && at < from + window.toNanos())
                    .count();
            // What is on its way when a window begins or ends may count to either.
            figures.atMost("admitted_of_" + allowed, count, allowed + NODES);
            figures.atLeast("admitted_of_" + allowed, count, allowed * 97 / 100 - NODES);
        }
        figures.told("refused", refused.get());
        figures.zero("answers_that_were_neither", others.get());
    }

    private static String limitedKey(Rig node) {
        try (Operator operator = node.operator()) {
            Operator.Payer payer = operator.payer("1000", "");
            operator.manage(
                    "POST",
                    "/api/limits",
                    Operator.JSON
                            .createObjectNode()
                            .put("scope", "user")
                            .put("subject", payer.user())
                            .put("requests_per_minute", LIMIT));
            return payer.key();
        }
    }

    /** Calls until hardly any call passes any more. */
    private void useUp(List<Rig> nodes, String key) {
        int refusedInARow = 0;
        for (int i = 0; refusedInARow < SPENT; i++) {
            int status = call(nodes.get(i % NODES).address(), key).join();
            refusedInARow = status == TOO_MANY ? refusedInARow + 1 : 0;
        }
    }

    private void offer(List<Rig> nodes, String key, Duration time) {
        List<CompletableFuture<Void>> calls = new ArrayList<>();
        long start = System.nanoTime();
        for (long due = 0; due < time.toNanos(); due += BETWEEN) {
            LockSupport.parkNanos(start + due - System.nanoTime());
            for (Rig node : nodes) {
                calls.add(call(node.address(), key).thenAccept(status -> note(status, System.nanoTime() - start)));
            }
        }
        calls.forEach(CompletableFuture::join);
    }

    private void note(int status, long at) {
        if (status == OK) {
            admitted.add(at);
        } else if (status == TOO_MANY) {
            refused.incrementAndGet();
        } else {
            others.incrementAndGet();
        }
    }

    private CompletableFuture<Integer> call(URI node, String key) {
        HttpRequest request = HttpRequest.newBuilder(node.resolve("/v1/chat/completions"))
                .timeout(Duration.ofSeconds(20))
                .header("Authorization", "Bearer " + key)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString("{\"model\":\"" + Mix.MODEL
                        + "\",\"max_tokens\":5,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"))
                .build();
        return http.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private List<Settings> settings(DatabaseServer server) {
        List<Integer> ports = IntStream.range(0, 2 * NODES)
                .mapToObj(i -> PostgresServer.freePort())
                .toList();
        List<String> members = ports.stream()
                .limit(NODES)
                .map(port -> "127.0.0.1:" + port)
                .toList();
        return IntStream.range(0, NODES)
                .mapToObj(i -> Settings.in(folder.resolve("node-" + i))
                        .with(server.settings(server.port()))
                        .with(Map.of(
                                "SLUICE_MASTER_KEY",
                                Base64.getEncoder().encodeToString(new byte[32]),
                                "SLUICE_CLUSTER_NODE",
                                "node-" + i,
                                "SLUICE_CLUSTER_NAME",
                                "limits-" + ports.getFirst(),
                                "SLUICE_CLUSTER_TRUSTED_NETWORK",
                                "true",
                                "SLUICE_CLUSTER_MEMBER_PORT",
                                String.valueOf(ports.get(i)),
                                "SLUICE_CLUSTER_BUS_PORT",
                                String.valueOf(ports.get(NODES + i)),
                                "SLUICE_CLUSTER_MEMBERS",
                                String.join(",", members))))
                .toList();
    }
}
