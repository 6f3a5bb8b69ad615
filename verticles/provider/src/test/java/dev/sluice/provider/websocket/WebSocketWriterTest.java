package dev.sluice.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WebSocketWriterTest {
    /** That of the examples in section 5.7 of RFC 6455. */
    private final WebSocketWriter writer = new WebSocketWriter(() -> 0x37fa213d);

    @Test
    void framesAreMaskedAsTheStandardShows() {
        assertThat(hex(writer.text(Bytes.utf8("Hello")))).isEqualTo("818537fa213d7f9f4d5158");
        assertThat(hex(writer.pong(Bytes.utf8("Hello")))).isEqualTo("8a8537fa213d7f9f4d5158");
        assertThat(hex(writer.close())).isEqualTo("888237fa213d3412");
    }

    @ParameterizedTest
    @CsvSource({"125, 81fd", "126, 81fe007e", "65535, 81feffff", "65536, 81ff0000000000010000"})
    void longMessagesSayTheirLengthInMoreBytes(int length, String head) {
        Bytes frame = writer.text(Bytes.of(new byte[length]));

        assertThat(hex(frame)).startsWith(head + "37fa213d" + "37fa213d");
        assertThat(frame.length()).isEqualTo(head.length() / 2 + 4 + length);
    }

    @Test
    void eachFrameHasAMaskOfItsOwn() {
        WebSocketWriter random = new WebSocketWriter();

        assertThat(hex(random.close())).isNotEqualTo(hex(random.close()));
    }

    private static String hex(Bytes bytes) {
        return HexFormat.of().formatHex(bytes.copy());
    }
}
