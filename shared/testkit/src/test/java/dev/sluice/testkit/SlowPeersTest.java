package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class SlowPeersTest {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final String BODY = "{\"model\":\"m\",\"stream\":true}";
    private static final String STREAM =
            "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY;

    @Test
    void readersThatStopHoldTheServerBack() {
        try (FakeProvider server = FakeProvider.reacting(Answer.of("").with(Pace.bulk(1000, 1000)));
                SlowPeers peers = SlowPeers.open(server.baseUrl(), 50, STREAM)) {
            await().atMost(SOON).until(() -> server.requests().size() == peers.size());

            await().during(Duration.ofMillis(300))
                    .atMost(SOON)
                    .until(() ->
                            server.requests().stream().noneMatch(r -> r.isComplete() || r.bytesSent() > 128 * 1024));
        }
    }

    @Test
    void halfSentHeadersStayOpenUntilTheServerGivesUp() {
        try (FakeProvider server = FakeProvider.start();
                SlowPeers peers = SlowPeers.open(server.baseUrl(), 50, "POST /v1/chat/completions HTTP/1.1\r\nHo")) {
            await().atMost(SOON).until(() -> server.connectionsOpen() == 50);
            assertThat(peers.countOpen()).isEqualTo(50);

            server.closeConnections();

            await().atMost(SOON).until(() -> peers.countOpen() == 0);
        }
    }
}
