package dev.sluice.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeTest {
    /** The example of section 1.3 of RFC 6455. */
    private final Handshake handshake = new Handshake("dGhlIHNhbXBsZSBub25jZQ==");

    private static MultiMap answer() {
        return HttpHeaders.headers()
                .add("upgrade", "WebSocket")
                .add("connection", "keep-alive, Upgrade")
                .add("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @Test
    void theDocumentedAnswerIsAccepted() {
        assertThat(handshake.isAnswered(answer())).isTrue();
        assertThat(Handshake.fresh().isAnswered(answer())).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "upgrade, h2c",
        "connection, close",
        "sec-websocket-accept, dGhlIHNhbXBsZSBub25jZQ==",
        "sec-websocket-extensions, permessage-deflate",
        "sec-websocket-protocol, chat"
    })
    void anAnswerToSomethingElseIsNone(String name, String value) {
        assertThat(handshake.isAnswered(answer().set(name, value))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"upgrade", "connection", "sec-websocket-accept"})
    void anAnswerThatLacksSomethingIsNone(String name) {
        assertThat(handshake.isAnswered(answer().remove(name))).isFalse();
    }

    @Test
    void aHandshakeAsksForNoDocumentAndForNoExtension() {
        MultiMap headers = HttpHeaders.headers()
                .add("accept", "application/json")
                .add("content-type", "application/json")
                .add("accept-encoding", "identity")
                .add("user-agent", "sluice")
                .add("sec-websocket-extensions", "permessage-deflate");

        handshake.ask(headers);

        assertThat(headers.names())
                .map(String::toLowerCase)
                .containsExactlyInAnyOrder(
                        "user-agent", "connection", "upgrade", "sec-websocket-version", "sec-websocket-key");
        assertThat(headers.get("sec-websocket-key")).isEqualTo("dGhlIHNhbXBsZSBub25jZQ==");
    }
}
