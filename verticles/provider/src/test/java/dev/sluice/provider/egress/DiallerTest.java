package dev.sluice.provider.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.call.GatewayException;
import dev.sluice.provider.Rig;
import dev.sluice.provider.upstream.Origin;
import io.vertx.core.Vertx;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DiallerTest {
    private static final Origin API = new Origin("api.example", 443, true);

    private final Vertx vertx = Vertx.vertx();
    private final Map<String, List<InetAddress>> zone = new ConcurrentHashMap<>();
    private final AtomicInteger lookups = new AtomicInteger();
    private final Names names = host -> {
        lookups.incrementAndGet();
        return zone.getOrDefault(host, List.of());
    };
    private final Dialler dialler = dialler(Duration.ofSeconds(30));

    @AfterEach
    void close() {
        Rig.await(vertx.close());
    }

    @Test
    void aPublicNameLeadsToItsAddress() {
        zone("api.example", "1.1.1.1");

        assertThat(dial(dialler, API, false)).isEqualTo("1.1.1.1");
    }

    @Test
    void aNameThatLeadsInsideIsRefused() {
        zone("api.example", "10.0.0.7");

        assertThatThrownBy(() -> dial(dialler, API, false))
                .isInstanceOf(GatewayException.class)
                .hasMessageContaining("not one that the channel may connect to")
                .hasMessageNotContaining("10.0.0.7");
    }

    @Test
    void aChannelThatSaysSoMayConnectInside() {
        zone("api.example", "10.0.0.7");

        assertThat(dial(dialler, API, true)).isEqualTo("10.0.0.7");
    }

    @Test
    void noChannelMayConnectToCloudMetadata() {
        zone("api.example", "169.254.169.254");

        assertThatThrownBy(() -> dial(dialler, API, true)).isInstanceOf(GatewayException.class);
    }

    @Test
    void anInnerAddressAmongOuterOnesIsPassedOver() {
        zone("api.example", "127.0.0.1", "1.1.1.1");

        assertThat(dial(dialler, API, false)).isEqualTo("1.1.1.1");
    }

    @Test
    void literalAddressesAreJudgedLikeNames() {
        Dialler real = new Dialler(vertx.getOrCreateContext(), Names.ofSystem(), Duration.ofSeconds(30));

        assertThat(dial(real, new Origin("1.1.1.1", 443, true), false)).isEqualTo("1.1.1.1");
        assertThatThrownBy(() -> dial(real, new Origin("127.0.0.1", 80, false), false))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> dial(real, new Origin("[::1]", 80, false), false))
                .isInstanceOf(GatewayException.class);
        assertThatThrownBy(() -> dial(real, new Origin("[::ffff:127.0.0.1]", 80, false), false))
                .isInstanceOf(GatewayException.class);
    }

    @Test
    void aNameThatNobodyKnowsIsRefusedAndAskedForAgain() {
        assertThatThrownBy(() -> dial(dialler, API, false)).hasMessageContaining("could not be resolved");
        zone("api.example", "1.1.1.1");

        assertThat(dial(dialler, API, false)).isEqualTo("1.1.1.1");
    }

    @Test
    void aNameIsResolvedOnceForAWhile() {
        zone("api.example", "1.1.1.1");

        for (int i = 0; i < 100; i++) {
            dial(dialler, API, false);
        }

        assertThat(lookups).hasValue(1);
    }

    @Test
    void aNameThatTurnsInwardsLaterIsRefusedThen() {
        Dialler forgetful = dialler(Duration.ZERO);
        zone("api.example", "1.1.1.1");
        assertThat(dial(forgetful, API, false)).isEqualTo("1.1.1.1");

        zone("api.example", "127.0.0.1");

        assertThatThrownBy(() -> dial(forgetful, API, false)).isInstanceOf(GatewayException.class);
    }

    @Test
    void anAddressThatDoesNotConnectIsFollowedByTheNext() {
        zone("api.example", "1.1.1.1", "1.0.0.1");
        assertThat(dial(dialler, API, false)).isEqualTo("1.1.1.1");

        dialler.avoid(API, Rig.await(dialler.dial(API, false)));

        assertThat(dial(dialler, API, false)).isEqualTo("1.0.0.1");
        assertThat(dial(dialler, API, false)).as("and stays there").isEqualTo("1.0.0.1");
    }

    @Test
    void onlySoManyNamesAreRemembered() {
        List<String> hosts = new ArrayList<>();
        for (int i = 0; i < 1_001; i++) {
            hosts.add("h" + i + ".example");
        }
        hosts.forEach(host -> zone(host, "1.1.1.1"));
        hosts.forEach(host -> dial(dialler, new Origin(host, 443, true), false));
        assertThat(lookups).hasValue(1_001);

        dial(dialler, new Origin("h1000.example", 443, true), false);
        dial(dialler, new Origin("h0.example", 443, true), false);

        assertThat(lookups).as("the oldest one was forgotten").hasValue(1_002);
    }

    private Dialler dialler(Duration ttl) {
        return new Dialler(vertx.getOrCreateContext(), names, ttl);
    }

    private void zone(String host, String... addresses) {
        zone.put(host, Arrays.stream(addresses).map(InetAddress::ofLiteral).toList());
    }

    private static String dial(Dialler dialler, Origin origin, boolean privateAddresses) {
        return Rig.await(dialler.dial(origin, privateAddresses)).hostAddress();
    }
}
