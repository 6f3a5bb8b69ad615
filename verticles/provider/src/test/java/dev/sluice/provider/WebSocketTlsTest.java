package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.catalog.ProxyServer.Kind;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.egress.Names;
import dev.sluice.testkit.TunnelProxy;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * WebSockets go the same way as all else: to the address that was judged, with the certificate of the name, through the
 * channel's proxy. The server's certificate, self-signed, is for {@code api.example}; any name leads to this machine here.
 */
class WebSocketTlsTest {
    private static final PfxOptions CERTIFICATE =
            new PfxOptions().setPath("upstream.p12").setPassword("rehearsal");
    private static final Names ALL_HERE = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));
    private static final String LAST = """
            {"header":{"code":0,"sid":"s1","status":2},"payload":{"choices":{"status":2,"text":[{"content":"hi"}]}}}""";

    private final FakeWebSocket upstream = FakeWebSocket.start(
            new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(CERTIFICATE));

    @AfterEach
    void stop() {
        upstream.close();
    }

    @Test
    void aTrustedCertificateForTheNameIsAcceptedAndTheNameIsSigned() {
        Opening opening = call(channel("api.example"), CERTIFICATE);

        assertThat(opening).isInstanceOf(Opening.Opened.class);
        assertThat(upstream.asked().getFirst().uri()).endsWith("&host=api.example%3A" + upstream.port());
        assertThat(upstream.asked().getFirst().headers()).containsEntry("host", "api.example:" + upstream.port());
    }

    @Test
    void aCertificateThatNobodyTrustsOrForAnotherNameIsRefused() {
        for (Opening opening :
                List.of(call(channel("api.example"), null), call(channel("other.example"), CERTIFICATE))) {
            assertThat(((Opening.Refused) opening).verdict()).isEqualTo(Verdict.UNREACHABLE);
        }
        assertThat(upstream.asked()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theChannelsProxyIsToldTheAddressThatWasJudged(Kind kind) {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Channel channel = channel("api.example")
                    .change()
                    .proxy(new ProxyServer(kind, "proxy.example", proxy.port(), true))
                    .channel();

            assertThat(call(channel, CERTIFICATE)).isInstanceOf(Opening.Opened.class);
            assertThat(proxy.asked()).containsExactly("127.0.0.1:" + upstream.port());
        }
    }

    private Channel channel(String host) {
        return Samples.channel("spark-websocket", "wss://" + host + ":" + upstream.port());
    }

    private Opening call(Channel channel, @Nullable TrustOptions trust) {
        upstream.answering(List.of(LAST));
        try (Rig rig = new Rig(channel, EgressSettings.DEFAULT, ALL_HERE, trust, "appid|secret|key")) {
            return rig.ride(Samples.chat(false)).head();
        }
    }
}
