package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class FaultTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String PLAIN = "{\"model\":\"m\",\"messages\":[]}";
    private static final String STREAMED =
            "{\"model\":\"m\",\"stream\":true,\"stream_options\":{\"include_usage\":true},\"messages\":[]}";

    @Test
    void aRefusedConnectionIsRefusedAtOnce() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.Refused())) {
            assertThatThrownBy(() -> Client.chat(provider, PLAIN))
                    .isInstanceOf(ConnectException.class)
                    .isNotInstanceOf(HttpConnectTimeoutException.class);
        }
    }

    @Test
    void aDroppedSynRunsIntoTheConnectTimeout() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.SynDropped())) {
            assertThatThrownBy(() -> Client.chat(provider, PLAIN)).isInstanceOf(HttpConnectTimeoutException.class);
        }
    }

    @Test
    void aResetComesBeforeHeaders() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.ResetBeforeHeaders())) {
            assertThatThrownBy(() -> Client.chat(provider, PLAIN)).isInstanceOf(IOException.class);

            assertThat(provider.awaitRequest(SOON).bytesSent()).isZero();
        }
    }

    @Test
    void headersNeverComeAndTheLeavingClientIsSeen() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.HeadersNever())) {
            try (RawHttp client = RawHttp.connect(provider.baseUrl(), Duration.ofMillis(200))) {
                client.send(
                        "POST /v1/chat/completions HTTP/1.1\r\nContent-Length: " + PLAIN.length() + "\r\n\r\n" + PLAIN);
                assertThatThrownBy(client::read).hasMessageContaining("no whole answer");
            }

            provider.awaitRequest(SOON).awaitClientGone(SOON);
        }
    }

    @Test
    void refusalsHaveTheirStatusBodyAndHeaders() throws IOException {
        HttpResponse<String> limited = first(new Fault.TooManyRequests("999999999999"));
        HttpResponse<String> plainlyLimited = first(new Fault.TooManyRequests(null));
        HttpResponse<String> broken = first(new Fault.ServerError(503));
        HttpResponse<String> denied = first(new Fault.Denied(401, "invalid_api_key"));
        HttpResponse<String> moved = first(new Fault.Redirect(URI.create("http://127.0.0.1:1/")));

        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("999999999999");
        assertThat(plainlyLimited.headers().firstValue("retry-after")).isEmpty();
        assertThat(broken.statusCode()).isEqualTo(503);
        assertThat(broken.body()).startsWith("<html>");
        assertThat(denied.statusCode()).isEqualTo(401);
        assertThat(JSON.readTree(denied.body()).at("/error/code").asText()).isEqualTo("invalid_api_key");
        assertThat(moved.headers().firstValue("location")).contains("http://127.0.0.1:1/");
    }

    @Test
    void silenceFollowsTheHeaders() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.SilenceAfterHeaders());
                RawHttp client = RawHttp.connect(provider.baseUrl(), Duration.ofMillis(200))) {
            client.send(post(STREAMED));

            assertThatThrownBy(client::read)
                    .hasMessageContaining("HTTP/1.1 200")
                    .hasMessageEndingWith("\r\n\r\n");
        }
    }

    @Test
    void aCutStreamEndsInsideAChunk() {
        for (boolean reset : new boolean[] {false, true}) {
            try (FakeProvider provider = FakeProvider.reacting(new Fault.CutMidStream(2, reset))) {
                String received = raw(provider, STREAMED);

                assertThatThrownBy(() -> Client.chat(provider, STREAMED)).isInstanceOf(IOException.class);
                if (!reset) {
                    assertThat(received)
                            .contains("one ", "two ")
                            .doesNotContain("three", "[DONE]")
                            .endsWith("choi");
                }
            }
        }
    }

    @Test
    void errorsComeAsEventsOrAsABodyWithStatus200() throws IOException {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.ErrorEvent(0))) {
            assertThat(Client.chat(provider, STREAMED).body()).startsWith("data: {\"error\":");
            assertThat(Client.chat(provider, PLAIN).body()).startsWith("{\"error\":");
            provider.always(new Fault.ErrorEvent(2));
            assertThat(Client.chat(provider, STREAMED).body())
                    .contains("one ", "two ", "\"error\"")
                    .doesNotContain("three", "[DONE]");
            provider.always(new Fault.HtmlInstead());
            assertThat(Client.chat(provider, STREAMED).statusCode()).isEqualTo(200);
            assertThat(Client.chat(provider, STREAMED).body()).startsWith("<html>");
        }
    }

    @ParameterizedTest
    @EnumSource(UsageLie.class)
    void usageIsReportedAsWrongAsAskedFor(UsageLie lie) throws IOException {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.WrongUsage(lie))) {
            String streamed = Client.chat(provider, STREAMED).body();
            String plain = Client.chat(provider, PLAIN).body();

            String figure = "\"completion_tokens\":";
            switch (lie) {
                case HONEST -> assertThat(streamed).containsOnlyOnce(figure + "7");
                case MISSING -> assertThat(streamed + plain).doesNotContain(figure);
                case ZERO -> assertThat(streamed).contains(figure + "0");
                case NEGATIVE -> assertThat(plain).contains(figure + "-1000");
                case ABSURD -> assertThat(plain).contains(figure + "1000000000000000000");
                case TWICE -> assertThat(streamed.split(figure, -1)).hasSize(3);
                case EARLY -> assertThat(streamed.indexOf(figure)).isBetween(0, streamed.indexOf("one "));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.Breakage.class)
    void streamsAreBrokenInTheNamedWay(Fault.Breakage breakage) throws IOException {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.BrokenStream(breakage))) {
            byte[] bytes = Client.bytes(provider, STREAMED).body();

            String text = new String(bytes, StandardCharsets.ISO_8859_1);
            switch (breakage) {
                case ENDLESS_EVENT -> {
                    assertThat(bytes.length).isGreaterThanOrEqualTo(64 * 1024 * 1024);
                    assertThat(text).doesNotContain("\n\n");
                }
                case MIXED_LINE_ENDS -> assertThat(text).contains("}\n\n", "}\r\n\r\n", "}\r\r");
                case BYTE_ORDER_MARK -> assertThat(text).startsWith("\u00EF\u00BB\u00BFdata:");
                case INVALID_UTF8 -> assertThat(text).contains("\u00C3(");
                case ONE_BYTE_CHUNKS, SPLIT_ANYWHERE -> assertThat(text).contains("one ", "six", "[DONE]");
            }
        }
    }

    @Test
    void oneByteChunksAreOneByteChunks() {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.BrokenStream(Fault.Breakage.ONE_BYTE_CHUNKS))) {
            assertThat(rawFramed(provider, STREAMED)).contains("\r\n1\r\nd\r\n1\r\na\r\n1\r\nt\r\n");
        }
    }

    @Test
    void aDripTakesItsTime() throws IOException {
        try (FakeProvider provider = FakeProvider.reacting(new Fault.Drip(Duration.ofMillis(1)))) {
            long begin = System.nanoTime();

            String body = Client.chat(provider, STREAMED).body();

            assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(body.length()));
        }
    }

    @Test
    void aGzipBombIsSmallOnTheWire() throws IOException {
        HttpResponse<String> bomb = first(new Fault.GzipBomb(64));

        assertThat(bomb.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(bomb.headers().firstValueAsLong("content-length").orElseThrow())
                .isLessThan(100_000);
    }

    private static HttpResponse<String> first(Fault fault) throws IOException {
        try (FakeProvider provider = FakeProvider.reacting(fault)) {
            return Client.chat(provider, PLAIN);
        }
    }

    private static String raw(FakeProvider provider, String body) {
        return RawHttp.exchange(provider.baseUrl(), post(body).getBytes(StandardCharsets.UTF_8), SOON)
                .body();
    }

    private static String rawFramed(FakeProvider provider, String body) {
        try (java.net.Socket socket = new Socket(InetAddress.getLoopbackAddress(), provider.port())) {
            socket.getOutputStream().write(post(body).getBytes(StandardCharsets.UTF_8));
            return new String(socket.getInputStream().readNBytes(4000), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String post(String body) {
        return "POST /v1/chat/completions HTTP/1.1\r\nHost: x\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
    }
}
