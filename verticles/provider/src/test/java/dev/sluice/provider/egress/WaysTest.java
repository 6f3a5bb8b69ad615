package dev.sluice.provider.egress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.provider.Rig;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.Origin;
import dev.sluice.provider.upstream.Via;
import dev.sluice.provider.upstream.Way;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WaysTest {
    private static final Via PROXY =
            new Via(new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example", 3128, false), null);

    private final Vertx vertx = Vertx.vertx();
    private final Ways ways =
            new Ways(new Dialler(vertx.getOrCreateContext(), WaysTest::resolve, Duration.ofMinutes(10)));

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @Test
    void aProxyThatDoesNotAnswerSaysNothingOfTheUpstreamsAddress() {
        RequestOptions before = way(PROXY);

        ways.avoid(call(PROXY), before);

        RequestOptions after = way(PROXY);
        assertThat(after.getProxyOptions().getHost())
                .isNotEqualTo(before.getProxyOptions().getHost());
        assertThat(after.getServer()).isEqualTo(before.getServer());
        assertThat(way(null).getServer()).isEqualTo(before.getServer());
    }

    @Test
    void anUpstreamThatDoesNotAnswerIsTriedAtItsOtherAddress() {
        RequestOptions before = way(null);

        ways.avoid(call(null), before);

        assertThat(way(null).getServer()).isNotEqualTo(before.getServer());
    }

    private RequestOptions way(@Nullable Via via) {
        return Rig.await(ways.to(call(via)));
    }

    private static HttpCall call(@Nullable Via via) {
        Way way = new Way(new Origin("api.example", 443, true), false, via);
        return new HttpCall(HttpMethod.POST, way, "/v1", HttpHeaders.headers(), Bytes.EMPTY);
    }

    private static List<InetAddress> resolve(String host) {
        String net = host.equals("proxy.example") ? "8.8.8." : "1.1.1.";
        List<InetAddress> all = new ArrayList<>();
        for (int i = 1; i <= 2; i++) {
            all.add(InetAddress.ofLiteral(net + i));
        }
        return all;
    }
}
