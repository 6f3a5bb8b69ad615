package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.provider.egress.EgressSettings;
import dev.sluice.provider.egress.Names;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.net.PfxOptions;
import io.vertx.core.net.TrustOptions;
import java.net.InetAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** F14. The server's certificate, self-signed, is for {@code api.example}; any name leads to this machine here. */
class TlsTest {
    private static final PfxOptions CERTIFICATE =
            new PfxOptions().setPath("upstream.p12").setPassword("rehearsal");
    private static final Names ALL_HERE = host -> List.of(InetAddress.ofLiteral("127.0.0.1"));

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<String> askedFor = new AtomicReference<>("");
    private final HttpServer server = Rig.await(vertx.createHttpServer(
                    new HttpServerOptions().setSsl(true).setSni(true).setKeyCertOptions(CERTIFICATE))
            .requestHandler(request -> {
                askedFor.set(request.connection().indicatedServerName() + " " + request.authority());
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

    @Test
    void aCertificateThatNobodyTrustsIsRefused() {
        Opening.Refused refused = (Opening.Refused) call("api.example", null);

        assertThat(refused.verdict()).isEqualTo(Verdict.UNREACHABLE);
        assertThat(refused.error().message()).doesNotContain("api.example");
        assertThat(askedFor).hasValue("");
    }

    @Test
    void aTrustedCertificateForAnotherNameIsRefused() {
        Opening.Refused refused = (Opening.Refused) call("other.example", CERTIFICATE);

        assertThat(refused.verdict()).isEqualTo(Verdict.UNREACHABLE);
        assertThat(askedFor).hasValue("");
    }

    @Test
    void aTrustedCertificateForTheNameIsAcceptedAndTheNameIsKept() {
        Opening opening = call("api.example", CERTIFICATE);

        assertThat(opening).isInstanceOf(Opening.Opened.class);
        assertThat(askedFor.get()).startsWith("api.example api.example:");
    }

    private Opening call(String host, @Nullable TrustOptions trust) {
        String url = "https://" + host + ":" + server.actualPort() + "/v1";
        try (Rig rig = new Rig(Samples.channel("openai-compatible", url), EgressSettings.DEFAULT, ALL_HERE, trust)) {
            return rig.ride(Samples.chat(false)).head();
        }
    }
}
