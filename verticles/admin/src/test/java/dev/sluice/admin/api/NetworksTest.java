package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetworksTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.0/8",
                "0.0.0.0/0",
                "192.0.2.1",
                "192.0.2.1/32",
                "192.0.2.128/25",
                "2001:db8::/32",
                "::1",
                "::/0",
                "2001:db8::1/128"
            })
    void aNetworkIsKeptAsWritten(String text) {
        assertThat(read(text)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/8",
                "10.0.0.0/",
                "10.0.0.0/8/8",
                "10.0.0.0/33",
                "10.0.0.0/08",
                "10.0.0.0/-1",
                "10.0.0.1/8",
                "10.1/16",
                "10",
                "010.0.0.0/8",
                "256.0.0.1",
                "2001:db8::1/32",
                "2001:db8::/129",
                "fe80::1%eth0",
                "[::1]",
                "localhost",
                "example.com/8",
                "*"
            })
    void anythingElseIsRefused(String text) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(GatewayException.class);
    }

    private static String read(String text) {
        return Networks.cidr().read(new Value("networks[0]", TextNode.valueOf(text)));
    }
}
