package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BaseUrlTest {

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            https://api.example/v1,       api.example, 443,   true,  /v1
            https://api.example/v1/,      api.example, 443,   true,  /v1
            https://api.example,          api.example, 443,   true,  ''
            https://api.example/,         api.example, 443,   true,  ''
            HTTPS://API.Example:8443/a/b, api.example, 8443,  true,  /a/b
            http://127.0.0.1:11434/v1,    127.0.0.1,   11434, false, /v1
            http://[::1]:80/v1,           [::1],       80,    false, /v1
            http://host/a%20b,            host,        80,    false, /a%20b
            """)
    void aUrlIsTakenApart(String url, String host, int port, boolean ssl, String path) {
        assertThat(BaseUrl.parse(url)).isEqualTo(new BaseUrl(new Origin(host, port, ssl), path));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "api.example/v1",
                "ftp://api.example",
                "file:///etc/passwd",
                "https:///v1",
                "https://user:word@api.example/v1",
                "https://api.example/v1?key=x",
                "https://api.example/v1#x",
                "https://api.example:0/v1",
                "https://api.example:70000/v1",
                "https://api.example/v1\r\nx: y",
                "https://api.example/ü",
                "https://exämple/v1",
                "https://a b/v1",
            })
    void whatIsNoBaseUrlIsRefused(String url) {
        assertThatThrownBy(() -> BaseUrl.parse(url))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("the base URL");
    }

    @Test
    void aRefusalDoesNotRepeatWhatMayBeSecret() {
        assertThatThrownBy(() -> BaseUrl.parse("https://user:hunter2@api.example"))
                .hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            https://a.example,        /v1/messages,     /v1/messages
            https://a.example/v1/,    /v1/messages,     /v1/messages
            https://a.example/x/v1,   /v1/messages,     /x/v1/messages
            https://a.example/v1beta, /v1beta/models,   /v1beta/models
            https://a.example/v1,     /v1beta/models,   /v1/v1beta/models
            https://a.example/v1,     /chat/v1/x,       /v1/chat/v1/x
            https://a.example/v1,     /v1,              /v1/v1
            https://a.example/verse,  /verse/x,         /verse/verse/x
            """)
    void aVersionIsWrittenOnce(String base, String path, String joined) {
        assertThat(BaseUrl.parse(base).join(path)).isEqualTo(joined);
    }

    @Test
    void aLiteralIpv6AddressIsNamedWithoutBrackets() {
        assertThat(BaseUrl.parse("http://[fd00::1]:8000").origin().name()).isEqualTo("fd00::1");
    }
}
