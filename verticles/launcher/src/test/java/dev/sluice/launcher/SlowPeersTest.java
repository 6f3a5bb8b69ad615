package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.management.UnixOperatingSystemMXBean;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.SlowPeers;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Thousands of callers that do not read, or do not finish their requests, with ordinary callers beside them. */
class SlowPeersTest {
    private static final int STALLED = 2000;
    private static final int HALF_SENT = 5000;
    private static final int MEBIBYTE = 1024 * 1024;
    private static final int MOST_HEAP = 256 * MEBIBYTE;
    private static final int MOST_TAKEN = 256 * 1024;
    /** Files, jars and pools of this JVM, with room to spare. */
    private static final int OTHER_DESCRIPTORS = 1000;

    private static final String STREAM =
            "{\"model\":\"bulk\",\"stream\":true,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final String PLAIN = "{\"model\":\"plain\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";

    @TempDir
    private Path data;

    @Test
    void readersThatStopHoldBackTheirUpstreamsAndCostLittle() {
        // Each costs four descriptors here: caller, gateway, gateway, upstream.
        int count = affordable("S1", STALLED, 4);
        try (FakeProvider upstream = FakeProvider.start()
                        .on("bulk", Answer.of("").with(Pace.bulk(1024, 1024)))
                        .on("plain", Answer.of("still here"));
                Gateway gateway = Gateway.start(
                        data,
                        Map.of(
                                "OPENAI_API_KEY",
                                "sk-upstream",
                                "OPENAI_BASE_URL",
                                upstream.baseUrl().toString(),
                                "OPENAI_MODELS",
                                "bulk,plain"))) {
            await().atMost(Duration.ofSeconds(10)).until(() -> gateway.models().contains("plain"));
            assertServed(gateway);
            upstream.forgetRequests();
            // What the same streams cost without a gateway: this JVM holds the upstream and the readers, too.
            long baseline = usedHeapWithStalledReaders(upstream, count);

            try (SlowPeers readers = SlowPeers.open(gateway.address(), count, request())) {
                await().atMost(Duration.ofSeconds(60))
                        .until(() -> upstream.requests().size() == readers.size());
                awaitStandstill(upstream);
                long above = usedHeap() - baseline;
                long mostTaken = upstream.requests().stream()
                        .mapToLong(Received::bytesSent)
                        .max()
                        .orElseThrow();
                report("S1 stalled_readers", count, count == STALLED);
                report("S1 heap_above_baseline_mb", above / MEBIBYTE, above <= MOST_HEAP);
                report("S1 upstream_kb_per_stalled_stream", mostTaken / 1024, mostTaken <= MOST_TAKEN);

                assertThat(upstream.requests()).noneMatch(Received::isComplete);
                assertThat(above).isLessThanOrEqualTo(MOST_HEAP);
                assertThat(mostTaken).isLessThanOrEqualTo(MOST_TAKEN);
                for (int i = 0; i < 100; i++) {
                    assertServed(gateway);
                }
            }
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> upstream.requests().stream()
                            .filter(received -> received.model().equals("bulk"))
                            .allMatch(Received::isClientGone));
        }
    }

    @Test
    void halfSentHeadersAreClosedWithinElevenSeconds() {
        int count = affordable("S2", HALF_SENT, 2);
        try (FakeProvider upstream = FakeProvider.reacting(Answer.of("still here"));
                Gateway gateway = Gateway.start(data, Map.of())) {
            gateway.addChannel("upstream", upstream, "plain");
            long before = openDescriptors();

            try (SlowPeers peers =
                    SlowPeers.open(gateway.address(), count, "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Sl")) {
                long opened = System.nanoTime();
                int openAtFirst = peers.countOpen();
                while (System.nanoTime() - opened < Duration.ofSeconds(8).toNanos()) {
                    assertServed(gateway);
                }
                await().pollInterval(Duration.ofMillis(100))
                        .atMost(Duration.ofSeconds(30))
                        .until(() -> System.nanoTime() - opened
                                        > Duration.ofSeconds(11).toNanos()
                                || peers.countOpen() == 0);
                int openAfter = peers.countOpen();
                report("S2 half_sent_headers", count, count == HALF_SENT);
                report("S2 open_after_11s", openAfter, openAfter == 0);

                // The first ones may be over before the last are made on a busy machine.
                assertThat(openAtFirst).isPositive();
                assertThat(openAfter).isZero();
                assertServed(gateway);
            }
            await().atMost(Duration.ofSeconds(10)).until(() -> openDescriptors() <= before + 50);
        }
    }

    private static long usedHeapWithStalledReaders(FakeProvider upstream, int count) {
        long used;
        try (SlowPeers readers = SlowPeers.open(upstream.baseUrl(), count, request())) {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> upstream.requests().size() == readers.size());
            awaitStandstill(upstream);
            used = usedHeap();
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> upstream.requests().stream().allMatch(Received::isClientGone));
        upstream.forgetRequests();
        return used;
    }

    /** How many peers the descriptor limit allows; says so if that is fewer than wanted. */
    private static int affordable(String name, int wanted, int descriptorsEach) {
        long limit = descriptors().getMaxFileDescriptorCount();
        int allowed = (int) Math.min(wanted, (limit - OTHER_DESCRIPTORS) / descriptorsEach);
        if (allowed < wanted) {
            System.out.println(
                    name + " only " + allowed + " of " + wanted + " peers: the descriptor limit is " + limit);
        }
        return allowed;
    }

    private static long openDescriptors() {
        return descriptors().getOpenFileDescriptorCount();
    }

    private static UnixOperatingSystemMXBean descriptors() {
        return (UnixOperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    }

    /** Waits until no stream has moved for a while. */
    private static void awaitStandstill(FakeProvider upstream) {
        long[] last = {-1};
        await().pollInterval(Duration.ofSeconds(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    long sum = upstream.requests().stream()
                            .mapToLong(Received::bytesSent)
                            .sum();
                    boolean still = sum == last[0];
                    last[0] = sum;
                    return still;
                });
    }

    private static void assertServed(Gateway gateway) {
        assertThat(gateway.chat("slow-" + UUID.randomUUID(), PLAIN).body()).contains("still here");
    }

    /** Heap in use after a collection. */
    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    private static String request() {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + Gateway.KEY
                + "\r\nContent-Length: " + STREAM.length() + "\r\n\r\n" + STREAM;
    }

    private static void report(String name, long value, boolean passed) {
        System.out.println(name + " " + value + (passed ? " pass" : " fail"));
    }
}
