package dev.sluice.provider.egress;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReachTest {

    @ParameterizedTest
    @CsvSource(textBlock = """
            1.1.1.1,          PUBLIC
            8.8.8.8,          PUBLIC
            9.255.255.255,    PUBLIC
            11.0.0.0,         PUBLIC
            100.63.255.255,   PUBLIC
            100.128.0.0,      PUBLIC
            126.255.255.255,  PUBLIC
            128.0.0.0,        PUBLIC
            168.63.129.15,    PUBLIC
            169.253.255.255,  PUBLIC
            169.255.0.0,      PUBLIC
            172.15.255.255,   PUBLIC
            172.32.0.0,       PUBLIC
            192.0.1.0,        PUBLIC
            192.167.255.255,  PUBLIC
            192.169.0.0,      PUBLIC
            198.17.255.255,   PUBLIC
            198.20.0.0,       PUBLIC
            223.255.255.255,  PUBLIC
            127.0.0.1,        INTERNAL
            127.1.2.3,        INTERNAL
            127.255.255.255,  INTERNAL
            10.0.0.1,         INTERNAL
            10.255.255.255,   INTERNAL
            172.16.0.1,       INTERNAL
            172.31.255.255,   INTERNAL
            192.168.0.1,      INTERNAL
            192.168.255.255,  INTERNAL
            100.64.0.1,       INTERNAL
            100.100.100.200,  INTERNAL
            100.127.255.255,  INTERNAL
            198.18.0.1,       INTERNAL
            198.19.255.255,   INTERNAL
            0.0.0.0,          NEVER
            0.1.2.3,          NEVER
            168.63.129.16,    NEVER
            169.254.0.1,      NEVER
            169.254.169.254,  NEVER
            169.254.170.2,    NEVER
            192.0.0.192,      NEVER
            192.0.2.1,        NEVER
            192.88.99.1,      NEVER
            198.51.100.7,     NEVER
            203.0.113.9,      NEVER
            224.0.0.1,        NEVER
            239.255.255.255,  NEVER
            240.0.0.1,        NEVER
            255.255.255.255,  NEVER
            """)
    void ipv4AddressesAreJudgedByTheirRange(String address, Reach reach) {
        assertThat(Reach.of(InetAddress.ofLiteral(address))).isEqualTo(reach);
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            2606:4700:4700::1111,     PUBLIC
            2a00:1450:4001:80b::200e, PUBLIC
            2001:4860:4860::8888,     PUBLIC
            2001:200::1,              PUBLIC
            ::1,                      INTERNAL
            fc00::1,                  INTERNAL
            fd12:3456:789a::1,        INTERNAL
            ::ffff:127.0.0.1,         INTERNAL
            ::ffff:10.1.2.3,          INTERNAL
            ::ffff:169.254.169.254,   NEVER
            64:ff9b::10.0.0.1,        INTERNAL
            64:ff9b::8.8.8.8,         INTERNAL
            64:ff9b::169.254.169.254, NEVER
            64:ff9b:1::7f00:1,        INTERNAL
            2002:7f00:1::1,           INTERNAL
            2002:808:808::1,          INTERNAL
            2002:a9fe:a9fe::1,        NEVER
            ::10.0.0.1,               INTERNAL
            ::,                       NEVER
            fe80::1,                  NEVER
            febf::1,                  NEVER
            fec0::1,                  NEVER
            fd00:ec2::254,            NEVER
            ff02::1,                  NEVER
            ff0e::1,                  NEVER
            2001::1,                  NEVER
            2001:2::1,                NEVER
            2001:20::1,               NEVER
            2001:db8::1,              NEVER
            3fff::1,                  NEVER
            100::1,                   NEVER
            4000::1,                  NEVER
            5f00::1,                  NEVER
            """)
    void ipv6AddressesAreJudgedByTheirRange(String address, Reach reach) {
        assertThat(Reach.of(InetAddress.ofLiteral(address))).isEqualTo(reach);
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.1", "2130706433", "0x7f000001", "127.0.1", "0", "localhost"})
    void formsThatAResolverTakesForThisMachineAreNeverPublic(String form) {
        try {
            assertThat(Reach.of(InetAddress.getByName(form))).isNotEqualTo(Reach.PUBLIC);
        } catch (UnknownHostException refused) {
            assertThat(refused).hasMessageContaining(form);
        }
    }

    @Test
    void internalAddressesAreForChannelsThatSaySo() {
        assertThat(Reach.PUBLIC.isAllowed(false)).isTrue();
        assertThat(Reach.PUBLIC.isAllowed(true)).isTrue();
        assertThat(Reach.INTERNAL.isAllowed(false)).isFalse();
        assertThat(Reach.INTERNAL.isAllowed(true)).isTrue();
        assertThat(Reach.NEVER.isAllowed(true)).isFalse();
    }
}
