package dev.sluice.admin.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {
    private final TrustedProxies proxies = TrustedProxies.of(List.of("10.0.0.0/8", "192.0.2.7", "2001:db8:aa::/48"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // peer | X-Forwarded-For | client
                "198.51.100.1 | 203.0.113.9 | 198.51.100.1",
                "10.1.2.3 | 203.0.113.9 | 203.0.113.9",
                "::ffff:10.1.2.3 | 203.0.113.9 | 203.0.113.9",
                "10.1.2.3 | 1.1.1.1, 203.0.113.9 | 203.0.113.9",
                "10.1.2.3 | 127.0.0.1, 203.0.113.9, 10.9.9.9, 192.0.2.7 | 203.0.113.9",
                "10.1.2.3 | 10.9.9.9, 10.8.8.8 | 10.9.9.9",
                "10.1.2.3 | 203.0.113.9:4711 | 203.0.113.9",
                "10.1.2.3 | [2001:db8:1::1]:4711 | 2001:db8:1::1",
                "10.1.2.3 | 2001:DB8:1:0::1 | 2001:db8:1::1",
                "2001:db8:aa::1 | ::ffff:203.0.113.9 | 203.0.113.9",
                "10.1.2.3 | 203.0.113.9, unknown | 10.1.2.3",
                "10.1.2.3 | 203.0.113.9, unknown, 10.9.9.9 | 10.9.9.9",
                "10.1.2.3 | 203.0.113.0/24 | 10.1.2.3",
                "10.1.2.3 | 10.*.*.* | 10.1.2.3",
                "10.1.2.3 | ' ' | 10.1.2.3",
                "10.1.2.3 | 203.0.113.9, | 10.1.2.3",
                "local | 203.0.113.9 | local"
            })
    void theAddressNextToOursThatIsNoneOfOursIsTheClient(String peer, String forwarded, String client) {
        assertThat(proxies.client(peer, List.of(forwarded))).isEqualTo(client);
    }

    @Test
    void severalLinesAreOneListInTheirOrder() {
        assertThat(proxies.client("10.1.2.3", List.of("203.0.113.1", "203.0.113.9, 10.4.4.4")))
                .isEqualTo("203.0.113.9");
        assertThat(proxies.client("10.1.2.3", List.of())).isEqualTo("10.1.2.3");
    }

    @Test
    void whereNoneIsTrustedNobodySaysWhoTheyAre() {
        assertThat(TrustedProxies.NONE.client("127.0.0.1", List.of("203.0.113.9")))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void aLongChainIsReadForAWhileOnly() {
        String chain = "203.0.113.9" + ", 10.0.0.1".repeat(100);

        assertThat(proxies.client("10.1.2.3", List.of(chain))).isEqualTo("10.0.0.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nonsense", "10.0.0.0/33", "10.0.0.*", "proxy.example.com", "1.2.3.4-9"})
    void whatIsNoNetworkIsRefusedByName(String network) {
        assertThatThrownBy(() -> TrustedProxies.of(List.of(network)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'" + network + "'");
    }
}
