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
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Upstreams behind a proxy, over real sockets. The upstream's certificate, self-signed, is for {@code api.example}. */
class ProxyTest {
    private static final PfxOptions CERTIFICATE =
            new PfxOptions().setPath("upstream.p12").setPassword("rehearsal");
    /** The cloud's metadata is at the last. */
    private static final Names NAMES =
            host -> List.of(InetAddress.ofLiteral(host.equals("metadata.example") ? "169.254.169.254" : "127.0.0.1"));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String> askedFor = new AtomicReference<>("");
    private final HttpServer server = Rig.await(vertx.createHttpServer(
                    new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(CERTIFICATE))
            .requestHandler(request -> {
                askedFor.set(request.connection().indicatedServerName() + " " + request.authority() + " "
                        + request.getHeader("authorization"));
                request.response()
                        .putHeader("content-type", "application/json")
                        .end(
                                "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"hi\"},\"finish_reason\":\"stop\"}]}");
            })
            .listen(0, "127.0.0.1"));

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void theProxyIsToldTheAddressThatWasJudgedAndTheUpstreamTheName(Kind kind) {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Opening opening = call("api.example", through(kind, proxy.port(), true), null);

            assertThat(opening).isInstanceOf(Opening.Opened.class);
            assertThat(proxy.asked()).containsExactly("127.0.0.1:" + server.actualPort());
            assertThat(askedFor.get()).startsWith("api.example api.example:").endsWith(" Bearer sk-upstream");
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, true", "SOCKS5, true", "HTTP, false", "SOCKS5, false"})
    void aProxyThatAsksWhoUsesItIsTold(Kind kind, boolean knows) {
        try (TunnelProxy proxy = TunnelProxy.askingFor("user:p@ss:word")) {
            Opening opening =
                    call("api.example", through(kind, proxy.port(), true), knows ? "user:p@ss:word" : "user:wrong");

            assertThat(opening).isInstanceOf(knows ? Opening.Opened.class : Opening.Refused.class);
            assertThat(askedFor.get().isEmpty()).isEqualTo(!knows);
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aCertificateForAnotherNameIsRefusedThroughAProxyToo(Kind kind) {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Opening opening = call("other.example", through(kind, proxy.port(), true), null);

            assertThat(((Opening.Refused) opening).verdict()).isEqualTo(Verdict.UNREACHABLE);
            assertThat(proxy.asked()).hasSize(1);
            assertThat(askedFor).hasValue("");
        }
    }

    @ParameterizedTest
    @EnumSource(Kind.class)
    void aProxyAtAPrivateAddressIsRefusedUnlessThatIsMeant(Kind kind) {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Opening opening = call("api.example", through(kind, proxy.port(), false), null);

            assertThat(((Opening.Refused) opening).error().message()).contains("may connect to");
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"HTTP, api.example, false", "SOCKS5, api.example, false", "SOCKS5, metadata.example, true"})
    void noProxyIsAskedForAnUpstreamAtAnAddressThatIsNotAllowed(Kind kind, String host, boolean privateAddresses) {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Channel channel = channel(host, through(kind, proxy.port(), true))
                    .change()
                    .privateAddresses(privateAddresses)
                    .channel();

            Opening opening = call(channel, null);

            assertThat(((Opening.Refused) opening).verdict()).isEqualTo(Verdict.UNREACHABLE);
            assertThat(proxy.asked()).isEmpty();
        }
    }

    @Test
    void aProxyThatIsAwayIsAnUpstreamThatCannotBeReached() {
        int port;
        try (TunnelProxy gone = TunnelProxy.open()) {
            port = gone.port();
        }

        Opening opening = call("api.example", through(Kind.SOCKS5, port, true), null);

        assertThat(((Opening.Refused) opening).verdict()).isEqualTo(Verdict.UNREACHABLE);
    }

    @Test
    void withoutTlsNothingGoesThroughAProxy() {
        try (TunnelProxy proxy = TunnelProxy.open()) {
            Channel channel = Samples.channel("openai-compatible", "http://api.example:" + server.actualPort())
                    .change()
                    .proxy(through(Kind.SOCKS5, proxy.port(), true))
                    .channel();

            assertThat(((Opening.Refused) call(channel, null)).verdict()).isEqualTo(Verdict.UNREACHABLE);
            assertThat(proxy.asked()).isEmpty();
        }
    }

    private static ProxyServer through(Kind kind, int port, boolean privateAddresses) {
        return new ProxyServer(kind, "proxy.example", port, privateAddresses);
    }

    private Channel channel(String host, ProxyServer proxy) {
        return Samples.channel("openai-compatible", "https://" + host + ":" + server.actualPort() + "/v1")
                .change()
                .proxy(proxy)
                .channel();
    }

    private Opening call(String host, ProxyServer proxy, @Nullable String login) {
        return call(channel(host, proxy), login);
    }

    private static Opening call(Channel channel, @Nullable String login) {
        try (Rig rig = new Rig(channel, EgressSettings.DEFAULT, NAMES, CERTIFICATE)) {
            if (login != null) {
                rig.askedByProxy(login);
            }
            return rig.ride(Samples.chat(false)).head();
        }
    }
}
