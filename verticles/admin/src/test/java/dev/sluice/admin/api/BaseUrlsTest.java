package dev.sluice.admin.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.TextNode;
import dev.sluice.admin.http.Value;
import dev.sluice.model.call.GatewayException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlsTest {

    @ParameterizedTest
    @CsvSource({
        "https://api.example.com/v1/, https://api.example.com/v1",
        "http://example.com, http://example.com",
        "https://example.com:8443/a/b, https://example.com:8443/a/b",
        "http://[2001:db8::1]:80/v1, http://[2001:db8::1]:80/v1",
        "HTTPS://Example.com/V1, HTTPS://Example.com/V1"
    })
    void aUrlIsTakenWithoutTheSlashAtItsEnd(String given, String taken) {
        assertThat(read(given)).isEqualTo(taken);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "example.com",
                "//example.com",
                "ftp://example.com",
                "file:///etc/passwd",
                "jar:http://example.com!/",
                "https://",
                "https:///v1",
                "https://user@example.com",
                "https://user:pass@example.com",
                "https://example.com?x=1",
                "https://example.com#x",
                "https://example.com/a/../b",
                "https://example.com//b",
                "https://example.com/%2e%2e/b",
                "https://example.com:0",
                "https://example.com:65536",
                "https://example.com/a b",
                "https://example.com/\r\nHost: x",
                "https://exämple.com",
                "http://127.1",
                "http://2130706433",
                "http://0x7f000001",
                "http://0x7f.0.0.1",
                "http://0177.0.0.1",
                "http://127.0.0.01",
                "http://1.2.3.4.5",
                "http://0.0.0.0",
                "http://0.1.2.3",
                "http://255.255.255.255",
                "http://224.0.0.1",
                "http://[::]",
                "http://[ff02::1]",
                "http://[fe80::1%25eth0]",
                "http://my_host"
            })
    void anythingElseIsRefused(String url) {
        assertThatThrownBy(() -> read(url)).isInstanceOf(GatewayException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://localhost",
                "http://LOCALHOST.",
                "http://a.localhost",
                "http://127.0.0.1",
                "http://127.9.9.9",
                "http://10.0.0.1",
                "http://172.16.0.1",
                "http://192.168.1.1",
                "http://169.254.169.254",
                "http://100.64.0.1",
                "http://198.18.0.1",
                "http://192.0.0.1",
                "http://[::1]",
                "http://[fe80::1]",
                "http://[fd00::1]",
                "http://[::ffff:127.0.0.1]",
                "http://[::ffff:7f00:1]",
                "http://[64:ff9b::7f00:1]",
                "http://[2002:7f00:1::]"
            })
    void privateAddressesAreKnownInEverySpelling(String url) {
        assertThat(BaseUrls.isPrivate(read(url))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.example.com",
                "http://8.8.8.8",
                "http://172.32.0.1",
                "http://100.128.0.1",
                "http://[2606:4700::1111]",
                "https://localhost.example.com"
            })
    void publicOnesAreNotPrivate(String url) {
        assertThat(BaseUrls.isPrivate(read(url))).isFalse();
    }

    @Test
    void anOriginIsSchemeHostAndPort() {
        assertThat(BaseUrls.origin("HTTPS://Example.com:8443/v1")).isEqualTo("https://example.com:8443");
        assertThat(BaseUrls.origin("https://example.com/v2")).isEqualTo("https://example.com");
    }

    private static String read(String url) {
        return BaseUrls.url().read(new Value("base_url", TextNode.valueOf(url)));
    }
}
