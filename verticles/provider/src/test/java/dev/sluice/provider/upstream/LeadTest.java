package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.model.chat.Framing;
import dev.sluice.provider.Samples;
import dev.sluice.provider.preset.Presets;
import dev.sluice.store.Secret;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Where a ticket may lead a channel's key. */
class LeadTest {
    private static final String STREAM = "https://stream.replicate.com/v1/files/bcwr-3?a=b%20c";

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            -,                          https://stream.replicate.com/v1/files/b, true
            -,                          https://api.replicate.com/v1/predictions/p, true
            -,                          https://API.Replicate.com:443/v1, true
            -,                          https://a.b.replicate.com/, true
            -,                          https://api.replicate.com:8443/v1, false
            -,                          http://stream.replicate.com/v1/files/b, false
            -,                          https://replicate.com/v1, false
            -,                          https://evilreplicate.com/v1, false
            -,                          https://stream.replicate.com.evil.example/v1, false
            -,                          https://evil.example/.replicate.com, false
            -,                          https://me@stream.replicate.com/v1, false
            -,                          https://evil.example\\@stream.replicate.com/v1, false
            -,                          https://169.254.169.254/latest/meta-data, false
            -,                          //stream.replicate.com/v1, false
            -,                          ftp://stream.replicate.com/v1, false
            -,                          https:/v1, false
            -,                          '', false
            -,                          'https://stream.replicate.com/a b', false
            https://proxy.example/r/v1, https://proxy.example/elsewhere, true
            https://proxy.example/r/v1, https://stream.replicate.com/v1, true
            https://proxy.example/r/v1, http://proxy.example/r/v1, false
            https://proxy.example/r/v1, https://proxy.example:444/r/v1, false
            http://10.0.0.7:5001/v1,    http://10.0.0.7:5001/p, true
            http://10.0.0.7:5001/v1,    http://10.0.0.7/p, false
            http://10.0.0.7:5001/v1,    https://stream.replicate.com/v1, false
            """)
    void aKeyGoesToItsOwnOriginAndByHttpsToTheVendorsHosts(@Nullable String base, String url, boolean goes) {
        Errand errand = errand(Samples.channel("replicate", base));

        if (goes) {
            HttpCall call = errand.follow(HttpMethod.GET, url, Framing.WHOLE);
            assertThat(call.headers().get("Authorization")).isEqualTo("Bearer sk-secret");
        } else {
            assertThatExceptionOfType(GatewayException.class)
                    .isThrownBy(() -> errand.follow(HttpMethod.GET, url, Framing.WHOLE))
                    .satisfies(refused -> assertThat(refused.error().kind()).isEqualTo(Kind.UPSTREAM_FAILED));
        }
    }

    @Test
    void aCallGoesWhereTheUrlSaysTheWayOfTheChannel() {
        ProxyServer proxy = new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example", 3128, false);
        Channel channel = Samples.confined(Samples.channel("replicate", null))
                .change()
                .proxy(proxy)
                .channel();

        HttpCall call = errand(channel).follow(HttpMethod.GET, STREAM, Framing.SSE);

        assertThat(call.method()).isEqualTo(HttpMethod.GET);
        assertThat(call.origin()).isEqualTo(new Origin("stream.replicate.com", 443, true));
        assertThat(call.uri()).isEqualTo("/v1/files/bcwr-3?a=b%20c");
        assertThat(call.body().isEmpty()).isTrue();
        assertThat(call.headers().get("Accept")).isEqualTo("text/event-stream");
        assertThat(call.way().privateAddresses()).isFalse();
        assertThat(Objects.requireNonNull(call.way().via()).server()).isEqualTo(proxy);
    }

    @Test
    void onlyWhoIsToAnswerWholeIsAskedToWait() {
        Errand whole = errand(Samples.channel("replicate", null));
        Errand stream = remote(Samples.channel("replicate", null))
                .errand(Samples.chat(true), "m")
                .orElseThrow();

        assertThat(whole.prepare().headers().get("Prefer")).isEqualTo("wait=5");
        assertThat(stream.prepare().headers().contains("Prefer")).isFalse();
    }

    @Test
    void anUpstreamThatGivesNoTicketsLeadsNowhere() {
        Errand errand = errand(Samples.channel("openai", null));

        assertThatExceptionOfType(GatewayException.class)
                .isThrownBy(() -> errand.follow(HttpMethod.GET, "https://api.openai.com/v1", Framing.WHOLE));
    }

    private static Errand errand(Channel channel) {
        return remote(channel).errand(Samples.chat(false), "m").orElseThrow();
    }

    private static Remote remote(Channel channel) {
        Preparation preparation = new Preparation(
                Presets.load(Path.of("../../conf/providers")),
                Dialects::codec,
                (auth, secret, parameters) -> Optional.empty());
        return (Remote) preparation.prepare(channel, new Secret("sk-secret"));
    }
}
