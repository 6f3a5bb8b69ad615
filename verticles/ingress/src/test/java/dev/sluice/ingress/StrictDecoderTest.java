package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpRequest;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.impl.VertxHttpRequestDecoder;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StrictDecoderTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Xength",
                "content-1ength",
                "Content-LengtX",
                "Content-Xype",
                "Hosx",
                "Connectiox",
                "Accepx"
            })
    void aNameThatOnlyResemblesAKnownOneStaysAsItCame(String name) {
        HttpHeaders headers = decode(new StrictDecoder(new HttpServerOptions()), name);

        assertThat(headers.names()).containsExactly(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"Content-Length", "content-length", "CONTENT-LENGTH", "Host", "X-Other"})
    void knownNamesAreFoundWhateverTheirCase(String name) {
        HttpHeaders headers = decode(new StrictDecoder(new HttpServerOptions()), name);

        assertThat(headers.get(name)).isEqualTo("0");
        assertThat(headers.size()).isEqualTo(1);
    }

    /** Once this fails, Vert.x is mended and {@link StrictDecoder} can go. */
    @Test
    void theDecoderOfThisVertxTakesALookAlikeForTheRealHeader() {
        HttpHeaders headers = decode(new VertxHttpRequestDecoder(new HttpServerOptions()), "Content-Xength");

        assertThat(headers.contains("Content-Length")).isTrue();
    }

    private static HttpHeaders decode(VertxHttpRequestDecoder decoder, String name) {
        EmbeddedChannel channel = new EmbeddedChannel(decoder);
        String request = "GET / HTTP/1.1\r\n" + name + ": 0\r\n\r\n";
        channel.writeInbound(Unpooled.copiedBuffer(request, StandardCharsets.US_ASCII));
        HttpRequest decoded = channel.readInbound();
        HttpHeaders headers = decoded.headers();
        channel.finishAndReleaseAll();
        return headers;
    }
}
