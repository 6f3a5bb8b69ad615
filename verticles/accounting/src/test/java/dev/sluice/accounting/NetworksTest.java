package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class NetworksTest {

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.255.255, true",
        "10.0.0.0/8, 11.0.0.0, false",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.8, false",
        "192.0.2.77/24, 192.0.2.1, true",
        "10.0.0.0/8, ::ffff:10.1.2.3, true",
        "10.0.0.0/8, ::ffff:11.1.2.3, false",
        "::ffff:10.0.0.0/104, 10.1.2.3, true",
        "::ffff:10.0.0.0/104, 11.1.2.3, false",
        "::ffff:192.0.2.7, 192.0.2.7, true",
        "2001:db8::/32, 2001:db8:1::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "fe80::/10, fe80::1%eth0, true",
        "::1, 0:0:0:0:0:0:0:1, true",
        "0.0.0.0/0, 198.51.100.1, true",
        "0.0.0.0/0, 2001:db8::1, false",
    })
    void anAddressIsInANetworkOrNot(String network, String address, boolean inside) {
        assertThat(Networks.of(List.of(network)).contain(address)).isEqualTo(inside);
    }

    @Test
    void oneOfSeveralNetworksIsEnough() {
        Networks networks = Networks.of(List.of("10.0.0.0/8", "2001:db8::/32"));

        assertThat(networks.contain("2001:db8::5")).isTrue();
        assertThat(networks.contain("10.9.9.9")).isTrue();
        assertThat(networks.contain("192.0.2.1")).isFalse();
    }

    @Test
    void noNetworksMeansEverywhere() {
        assertThat(Networks.of(List.of()).contain("192.0.2.1")).isTrue();
    }

    @Test
    void aListThatCannotBeReadAllowsNobody() {
        assertThat(Networks.of(List.of("not-a-network")).contain("192.0.2.1")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "example.com", "10.0.0.0/8", "10.1.*.*", "*"})
    void whatIsNotOneAddressIsNowhere(String address) {
        assertThat(Networks.of(List.of("10.0.0.0/8")).contain(address)).isFalse();
    }
}
