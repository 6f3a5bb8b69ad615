package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.RawAnswer;
import dev.sluice.testkit.RawHttp;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests that two servers could read in two ways, or that are small to send and dear to read: refused with 4xx, never
 * passed on, and without harm to the next request.
 */
class StrictGateTest {
    private static final Duration DEADLINE = Duration.ofSeconds(5);
    private static final String BODY = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}";
    private static final int MAX_BODY = 64 * 1024;
    private static final FakeProvider UPSTREAM = FakeProvider.reacting(Answer.of("canary sings"));

    @TempDir
    private static Path data;

    private static Gateway gateway;

    @BeforeAll
    static void startGateway() {
        gateway = Gateway.start(
                data,
                Map.of(
                        "SLUICE_HTTP_HEADER_TIMEOUT", "1s",
                        "SLUICE_HTTP_IDLE_TIMEOUT", "2s",
                        "SLUICE_HTTP_MAX_BODY", "64KiB",
                        "SLUICE_HTTP_MAX_HEADER", "8KiB",
                        "SLUICE_HTTP_JSON_KEYS", "100"));
        gateway.addChannel("upstream", UPSTREAM, "m");
    }

    @AfterAll
    static void stopGateway() {
        gateway.close();
        UPSTREAM.close();
    }

    @BeforeEach
    void forgetOlderRequests() {
        UPSTREAM.forget();
    }

    /** Whatever was sent before: an ordinary request is answered, and nothing else reached the upstream. */
    @AfterEach
    void aValidRequestStillWorks() {
        assertThat(UPSTREAM.requests()).isEmpty();
        RawAnswer canary = exchange(head("Content-Length: " + BODY.length()) + BODY);
        assertThat(canary.status()).as(canary.body()).isEqualTo(200);
        assertThat(canary.body()).contains("canary sings");
        assertThat(UPSTREAM.requests()).hasSize(1);
    }

    static Stream<Arguments> ambiguousHeads() {
        String length = "Content-Length: " + BODY.length();
        return Stream.of(
                Arguments.of("no Host", plainHead(length)),
                Arguments.of("two Hosts", head("Host: other", length)),
                Arguments.of("empty Host", hostHead("", length)),
                Arguments.of("Host with path and query", hostHead("x/v1?", length)),
                Arguments.of("Host with fragment", hostHead("x#", length)),
                Arguments.of("Host with user", hostHead("me@x", length)),
                Arguments.of("Host with two ports", hostHead("x:1:2", length)),
                Arguments.of("Host with a blank", hostHead("x y", length)),
                Arguments.of("absolute-form", requestLine("POST http://other/v1/chat/completions HTTP/1.1", length)),
                Arguments.of("authority-form", requestLine("CONNECT other:443 HTTP/1.1", length)),
                Arguments.of("asterisk-form", requestLine("OPTIONS * HTTP/1.1")),
                Arguments.of("no slash", requestLine("POST v1/chat/completions HTTP/1.1", length)),
                Arguments.of("HTTP/0.9", "GET /v1/models\r\n\r\n"),
                Arguments.of("HTTP/1.2", requestLine("POST /v1/chat/completions HTTP/1.2", length)),
                Arguments.of("HTTP/2.0", requestLine("POST /v1/chat/completions HTTP/2.0", length)),
                Arguments.of("prior-knowledge h2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
                Arguments.of("unknown method", requestLine("FOO /v1/chat/completions HTTP/1.1", length)),
                Arguments.of("TRACE", requestLine("TRACE /v1/chat/completions HTTP/1.1", length)),
                Arguments.of("lower-case method", requestLine("post /v1/chat/completions HTTP/1.1", length)),
                Arguments.of("look-alike length", head("Content-Xength: " + BODY.length())),
                Arguments.of("look-alike length with a digit", head("content-1ength: " + BODY.length())),
                Arguments.of("look-alike beside the real one", head(length, "Content-Xength: 5")),
                Arguments.of("look-alike without body", head("Content-xEngth: 0")),
                Arguments.of("TE and CL", head(length, "Transfer-Encoding: chunked")),
                Arguments.of("TE xchunked", head("Transfer-Encoding: xchunked")),
                Arguments.of("TE list", head("Transfer-Encoding: gzip, chunked")),
                Arguments.of("TE identity", head("Transfer-Encoding: identity")),
                Arguments.of("TE upper case", head("Transfer-Encoding: CHUNKED")),
                Arguments.of("TE twice", head("Transfer-Encoding: chunked", "Transfer-Encoding: chunked")),
                Arguments.of("TE with vertical tab", head("Transfer-Encoding: \u000bchunked")),
                Arguments.of(
                        "TE in HTTP/1.0",
                        requestLine("POST /v1/chat/completions HTTP/1.0", "Transfer-Encoding: chunked")),
                Arguments.of("two lengths", head(length, length)),
                Arguments.of("two different lengths", head(length, "Content-Length: 1")),
                Arguments.of("length list", head("Content-Length: 5, 5")),
                Arguments.of("length with plus", head("Content-Length: +" + BODY.length())),
                Arguments.of("negative length", head("Content-Length: -1")),
                Arguments.of("hexadecimal length", head("Content-Length: 0x10")),
                Arguments.of("length too long for a number", head("Content-Length: " + "9".repeat(40))),
                Arguments.of("folded length", head("Content-Length: 1\r\n 2")),
                Arguments.of("folded Host", hostHead("x\r\n y", length)),
                Arguments.of("blank before colon", head(length, "X-A : b")),
                Arguments.of("blank in name", head(length, "X A: b")),
                Arguments.of("no colon", head(length, "nonsense")),
                Arguments.of("NUL in value", head(length, "X-A: b\0c")),
                Arguments.of("bare CR in value", head(length, "X-A: b\rc")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ambiguousHeads")
    void ambiguousHeadsAreRefusedAndTheConnectionClosed(String name, String head) {
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            RawAnswer answer = connection.send(head + BODY).read();

            assertThat(answer.status()).as(name + ": " + answer).isIn(0, 400, 405, 501, 505);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "5\r\nhello\r\nX\r\n",
                "FFFFFFFFFFFFFFFFFF\r\nhello",
                "-1\r\nhello\r\n0\r\n\r\n",
                "0x5\r\nhello\r\n0\r\n\r\n",
                "5\r\nhelloworld\r\n0\r\n\r\n"
            })
    void brokenChunksFailTheRequestAndTheConnection(String chunks) {
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            RawAnswer answer =
                    connection.send(head("Transfer-Encoding: chunked") + chunks).read();

            assertThat(answer.status()).as(answer.toString()).isIn(0, 400);
            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void anUpgradeToHttp2IsNotTaken() {
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            RawAnswer answer = connection
                    .send(requestLine(
                            "GET /health HTTP/1.1",
                            "Connection: Upgrade, HTTP2-Settings",
                            "Upgrade: h2c",
                            "HTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA"))
                    .read();

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("upgrade")).isEmpty();
        }
    }

    static Stream<Arguments> badDocuments() {
        String open = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";
        return Stream.of(
                document(
                        "duplicate key",
                        "{\"model\":\"m\",\"model\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                document(
                        "duplicate key, escaped",
                        "{\"model\":\"m\",\"m\\u006fdel\":\"other\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}"),
                document("duplicate key, nested", open + ",\"x\":{\"a\":1,\"a\":2}}"),
                document("comment", "/* x */" + open + "}"),
                document("line comment", open + "} // x"),
                document("trailing comma", open + ",}"),
                document("single quotes", "{'model':'m'}"),
                document("two documents", open + "}{}"),
                document("no object", "[]"),
                document("nothing", ""),
                document("NaN", open + ",\"temperature\":NaN}"),
                document("leading zero", open + ",\"n\":01}"),
                document("long number", open + ",\"n\":" + "1".repeat(100) + "}"),
                document("control character", open + ",\"x\":\"a\nb\"}"),
                document("bad escape", open + ",\"x\":\"\\x41\"}"),
                document("depth", open + ",\"x\":" + "[".repeat(100) + "]".repeat(100) + "}"),
                document("keys", open + manyKeys() + "}"),
                document("unfinished", open),
                Arguments.of("UTF-16", (open + "}").getBytes(StandardCharsets.UTF_16)),
                Arguments.of("BOM", bytes("\u00EF\u00BB\u00BF" + open + "}")),
                Arguments.of("overlong", bytes(open + ",\"x\":\"\u00C0\u00AF\"}")),
                Arguments.of("cut sequence", bytes(open + ",\"x\":\"\u00E2\u0082\"}")),
                Arguments.of("surrogate", bytes(open + ",\"x\":\"\u00ED\u00A0\u0080\"}")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("badDocuments")
    void documentsThatCouldBeReadInTwoWaysAreRefused(String name, byte[] document) {
        byte[] head = bytes(head("Content-Length: " + document.length));
        byte[] request = new byte[head.length + document.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(document, 0, request, head.length, document.length);

        RawAnswer answer = RawHttp.exchange(gateway.address(), request, DEADLINE);

        assertThat(answer.status()).as(name + ": " + answer.body()).isEqualTo(400);
        assertThat(Gateway.parse(answer.body()).at("/error/type").asText()).isEqualTo("invalid_request_error");
        assertThat(Gateway.parse(answer.body()).at("/error/message").asText()).isNotEmpty();
    }

    @Test
    void aConnectionSurvivesABadDocument() {
        String bad = "{\"model\":1}";
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            RawAnswer refused = connection
                    .send(head("Content-Length: " + bad.length()) + bad)
                    .read();
            RawAnswer health =
                    connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read();

            assertThat(refused.status()).isEqualTo(400);
            assertThat(health.status()).isEqualTo(200);
        }
    }

    @Test
    void aBodyThatIsAnnouncedTooLargeIsRefusedBeforeItIsSent() {
        RawAnswer answer = exchange(head("Content-Length: " + (MAX_BODY + 1)));

        assertThat(answer.status()).isEqualTo(413);
        assertThat(answer.body()).contains(String.valueOf(MAX_BODY)).contains("max-body");
    }

    @Test
    void aClientThatWaitsToContinueIsToldAtOnceThatItsBodyIsTooLarge() {
        RawAnswer answer = exchange(head("Content-Length: " + (MAX_BODY + 1), "Expect: 100-continue"));

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void aClientThatWaitsToContinueMayDoSo() {
        String bad = "{}";
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            RawAnswer first = connection
                    .send(head("Content-Length: " + bad.length(), "Expect: 100-continue"))
                    .read();
            RawAnswer second = connection.send(bad).read();

            assertThat(first.status()).isEqualTo(100);
            assertThat(second.status()).isEqualTo(400);
        }
    }

    @Test
    void aChunkedBodyIsRefusedOnceItIsTooLarge() {
        String chunk = Integer.toHexString(MAX_BODY / 2) + "\r\n" + "x".repeat(MAX_BODY / 2) + "\r\n";

        RawAnswer answer = exchange(head("Transfer-Encoding: chunked") + chunk.repeat(3) + "0\r\n\r\n");

        assertThat(answer.status()).isEqualTo(413);
    }

    @Test
    void headersThatAreTooLargeAreRefusedByName() {
        RawAnswer answer = exchange(head("Content-Length: 2", "X-Large: " + "x".repeat(9 * 1024)) + "{}");

        assertThat(answer.status()).isEqualTo(431);
        assertThat(answer.body()).contains("max-header");
    }

    @Test
    void aRequestLineThatIsTooLongIsRefusedByName() {
        RawAnswer answer = exchange(requestLine("GET /v1/models?" + "x".repeat(9 * 1024) + " HTTP/1.1"));

        assertThat(answer.status()).isEqualTo(414);
        assertThat(answer.body()).contains("max-uri");
    }

    @Test
    void headersThatDoNotComeInTimeEndTheConnection() {
        long begin = System.nanoTime();
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            connection.send("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nX-Slow");

            assertThat(connection.isClosedByServer()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isBetween(Duration.ofMillis(700), Duration.ofMillis(2500));
        }
    }

    @Test
    void laterHeadersHaveAsLongAsAConnectionMayBeIdle() {
        try (RawHttp connection = RawHttp.connect(gateway.address(), DEADLINE)) {
            connection.send("GET /health HTTP/1.1\r\nHost: x\r\n\r\n").read();
            connection.send("GET /health HTTP/1.1\r\nHost: x\r\nX-Slow");

            assertThat(connection.isClosedByServer()).isTrue();
        }
    }

    @Test
    void aFoldedHeaderIsOneHeaderAndGoesNoFurther() {
        // RFC 9112, 5.2 lets a server refuse it or read the line break as a blank.
        RawAnswer answer = exchange(head("Content-Length: " + BODY.length(), "X-A: b\r\n c") + BODY);

        assertThat(answer.status()).isIn(200, 400);
        UPSTREAM.requests()
                .forEach(received -> assertThat(received.header("X-A")).isEmpty());
        UPSTREAM.forget();
    }

    @Test
    void keysAreTakenFromTheirHeaderOnly() {
        for (String header :
                new String[] {"X: y", "Authorization: Basic abc", "Authorization: Bearer ", "Authorization:"}) {
            RawAnswer answer = exchange("POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\n" + header
                    + "\r\nContent-Length: " + BODY.length() + "\r\n\r\n" + BODY);

            assertThat(answer.status()).as(header).isEqualTo(401);
        }
    }

    private static Arguments document(String name, String text) {
        return Arguments.of(name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static String manyKeys() {
        StringBuilder keys = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            keys.append(",\"k").append(i).append("\":0");
        }
        return keys.toString();
    }

    private static String head(String... headers) {
        return hostHead("127.0.0.1", headers);
    }

    private static String hostHead(String host, String... headers) {
        return headOf("POST /v1/chat/completions HTTP/1.1", "Host: " + host + "\r\n", headers);
    }

    private static String requestLine(String line, String... headers) {
        return headOf(line, "Host: 127.0.0.1\r\n", headers);
    }

    private static String plainHead(String... headers) {
        return headOf("POST /v1/chat/completions HTTP/1.1", "", headers);
    }

    private static String headOf(String line, String host, String... headers) {
        StringBuilder head = new StringBuilder(line).append("\r\n").append(host);
        head.append("Authorization: Bearer ").append(Gateway.KEY).append("\r\nContent-Type: application/json\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        return head.append("\r\n").toString();
    }

    private static RawAnswer exchange(String request) {
        return RawHttp.exchange(gateway.address(), bytes(request), DEADLINE);
    }

    private static byte[] bytes(String request) {
        return request.getBytes(StandardCharsets.ISO_8859_1);
    }
}
