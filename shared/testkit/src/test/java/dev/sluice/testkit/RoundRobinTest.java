package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class RoundRobinTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @Test
    void connectionsAreSpreadAndARefusedOneGoesToTheNext() {
        try (FakeProvider one = FakeProvider.reacting(Answer.of("one"));
                FakeProvider two = FakeProvider.reacting(Answer.of("two"));
                FakeProvider gone = FakeProvider.reacting(new Fault.Refused());
                RoundRobin balancer = RoundRobin.over(List.of(port(one), port(gone), port(two)), place -> true)) {
            for (int i = 0; i < 9; i++) {
                assertThat(ask(balancer)).contains("200");
            }

            assertThat(one.requests()).hasSizeBetween(3, 6);
            assertThat(two.requests()).hasSizeBetween(3, 6);
            assertThat(balancer.unserved()).isZero();
        }
    }

    @Test
    void whoIsNotWellGetsConnectionsOnlyIfNobodyElseTakesThem() {
        try (FakeProvider sick = FakeProvider.reacting(Answer.of("sick"));
                FakeProvider well = FakeProvider.reacting(Answer.of("well"));
                RoundRobin balancer = RoundRobin.over(List.of(port(sick), port(well)), place -> place == 1)) {
            ask(balancer);
            ask(balancer);

            assertThat(sick.requests()).isEmpty();
            assertThat(well.requests()).hasSize(2);
        }
    }

    private static String ask(RoundRobin balancer) {
        String body = "{\"model\":\"m\",\"messages\":[]}";
        byte[] request = ("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: "
                        + body.length() + "\r\n\r\n" + body)
                .getBytes(StandardCharsets.ISO_8859_1);
        return String.valueOf(RawHttp.exchange(URI.create("http://127.0.0.1:" + balancer.port()), request, SOON)
                .status());
    }

    private static int port(FakeProvider provider) {
        return provider.baseUrl().getPort();
    }
}
