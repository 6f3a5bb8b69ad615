package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FaultProxyTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String REQUEST = "GET /v1/models HTTP/1.1\r\nHost: x\r\n\r\n";

    private final FakeProvider server = FakeProvider.start();
    private final FaultProxy proxy = FaultProxy.to(server.port());
    private final URI address = URI.create("http://127.0.0.1:" + proxy.port());

    @AfterEach
    void stop() {
        proxy.close();
        server.close();
    }

    @Test
    void withoutFaultsEverythingGoesThrough() {
        assertThat(exchange().status()).isEqualTo(200);
    }

    @Test
    void aCutEndsTheConnectionAfterSoManyBytes() {
        proxy.towardsClient(new LinkFault.CutAfter(10));

        try (RawHttp client = RawHttp.connect(address, SOON)) {
            assertThat(client.send(REQUEST).read().body()).isEqualTo("HTTP/1.1 2");
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aResetReachesBothSides() {
        proxy.towardsClient(new LinkFault.ResetAfter(0));

        try (RawHttp client = RawHttp.connect(address, SOON)) {
            assertThat(client.send(REQUEST).read().status()).isZero();
        }
        await().atMost(SOON).until(() -> server.connectionsOpen() == 0 && proxy.linksOpen() == 0);
    }

    @Test
    void aHalfClosedDirectionLeavesTheOtherOpen() {
        proxy.towardsServer(new LinkFault.HalfCloseAfter(REQUEST.length()));

        try (RawHttp client = RawHttp.connect(address, SOON)) {
            client.send(REQUEST);

            await().atMost(SOON).until(() -> server.connectionsOpen() == 0);
        }
    }

    @Test
    void aBlackHoleSwallowsTheAnswerAndKeepsTheConnection() {
        proxy.towardsClient(new LinkFault.BlackHoleAfter(5));

        try (RawHttp client = RawHttp.connect(address, SHORT)) {
            assertThatThrownBy(() -> client.send(REQUEST).read()).hasMessageEndingWith("only: HTTP/");
            assertThat(client.isClosedByServer()).isFalse();
        }
    }

    @Test
    void whatWasHeldBackArrivesOnceTheLinkIsHealed() {
        proxy.towardsClient(new LinkFault.HoldBack());

        try (RawHttp client = RawHttp.connect(address, SHORT)) {
            assertThatThrownBy(() -> client.send(REQUEST).read()).hasMessageEndingWith("only: ");
            proxy.heal();
            assertThat(client.read().status()).isEqualTo(200);
        }
    }

    @Test
    void delayAndThrottleSlowTheAnswerDown() {
        long direct = nanosOfAnExchange();
        proxy.towardsClient(new LinkFault.Delay(SHORT));
        long delayed = nanosOfAnExchange();
        proxy.towardsClient(new LinkFault.Throttle(500));
        long throttled = nanosOfAnExchange();

        assertThat(delayed - direct).isGreaterThan(SHORT.toNanos() / 2);
        assertThat(throttled - direct).isGreaterThan(SHORT.toNanos() / 2);
    }

    @Test
    void aHealedLinkWorksAgain() {
        proxy.towardsClient(new LinkFault.ResetAfter(0));
        assertThat(exchange().status()).isZero();

        proxy.heal();

        assertThat(exchange().status()).isEqualTo(200);
    }

    @Test
    void openLinksCanBeResetAtAnyTime() {
        try (RawHttp client = RawHttp.connect(address, SOON)) {
            client.send(REQUEST).read();

            proxy.resetAll();

            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    private long nanosOfAnExchange() {
        long begin = System.nanoTime();
        exchange();
        return System.nanoTime() - begin;
    }

    private RawAnswer exchange() {
        return RawHttp.exchange(address, REQUEST.getBytes(StandardCharsets.UTF_8), SOON);
    }
}
