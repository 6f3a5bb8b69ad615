package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class RawHttpTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @Test
    void severalAnswersAreReadFromOneConnection() {
        try (FakeProvider server = FakeProvider.start();
                RawHttp client = RawHttp.connect(server.baseUrl(), SOON)) {
            client.send("GET /v1/models HTTP/1.1\r\n\r\n").send("GET /nothing HTTP/1.1\r\n\r\n");

            assertThat(client.read().status()).isEqualTo(200);
            assertThat(client.read().status()).isEqualTo(404);
        }
    }

    @Test
    void aConnectionClosedWithoutAWordHasStatusZero() {
        try (FakeProvider server = FakeProvider.start();
                RawHttp client = RawHttp.connect(server.baseUrl(), SOON)) {
            client.send("nonsense\r\n\r\n");

            assertThat(client.read().status()).isZero();
            assertThat(client.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anInformationalAnswerIsReadByItself() {
        byte[] both = bytes("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

        assertThat(RawAnswer.wholeLength(both)).isEqualTo(25);
    }

    @Test
    void anAnswerIsWholeWhenItsBodyIs() {
        assertThat(RawAnswer.wholeLength(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\no")))
                .isEqualTo(-1);
        assertThat(RawAnswer.wholeLength(bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP")))
                .isEqualTo(40);
        assertThat(RawAnswer.wholeLength(bytes("HTTP/1.1 204 X\r\n\r\n"))).isEqualTo(18);
        assertThat(RawAnswer.wholeLength(bytes("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n")))
                .isEqualTo(-1);
    }

    @Test
    void chunksAreJoinedAndHeadersFound() {
        RawAnswer answer = RawAnswer.parse(
                bytes(
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A:  b \r\n\r\n2\r\nok\r\n3;x=y\r\nay!\r\n0\r\n\r\n"));

        assertThat(answer.body()).isEqualTo("okay!");
        assertThat(answer.header("x-a")).contains("b");
        assertThat(answer.header("x-b")).isEmpty();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
