package dev.sluice.provider.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.provider.websocket.WebSocketReader.Closing;
import dev.sluice.provider.websocket.WebSocketReader.Message;
import dev.sluice.provider.websocket.WebSocketReader.Part;
import dev.sluice.provider.websocket.WebSocketReader.Ping;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Frames as RFC 6455 prints them in section 5.7, and those that it forbids. */
class WebSocketReaderTest {
    private static final Message HELLO = new Message(Bytes.utf8("Hello"));

    private final WebSocketReader reader = new WebSocketReader();

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 1000})
    void messagesAreCutOutWhereverTheirBytesAreCut(int size) {
        // Whole; in two frames with a ping between them; a pong that nobody asked for; the end.
        byte[] bytes = bytes("810548656c6c6f" + "010348656c" + "890548656c6c6f" + "80026c6f" + "8a00" + "880203e8");

        List<Part> parts = new ArrayList<>();
        for (int i = 0; i < bytes.length; i += size) {
            reader.feed(Bytes.of(bytes, i, Math.min(bytes.length, i + size)));
            for (Part part = reader.next(); part != null; part = reader.next()) {
                parts.add(part);
            }
        }

        assertThat(parts).containsExactly(HELLO, new Ping(Bytes.utf8("Hello")), HELLO, new Closing());
        assertThat(reader.complaint()).isNull();
    }

    @ParameterizedTest
    @CsvSource({"126, 817e007e", "65535, 817effff", "65536, 817f0000000000010000", "1048576, 817f0000000000100000"})
    void longMessagesSayTheirLengthInMoreBytes(int length, String head) {
        reader.feed(Bytes.of(bytes(head)));
        assertThat(reader.next()).isNull();
        reader.feed(Bytes.of(new byte[length]));

        assertThat(reader.next()).isEqualTo(new Message(Bytes.of(new byte[length])));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "8185", // masked, which only clients do
                "c100", // reserved bits, for extensions that nobody asked for
                "8205", // data that is no text
                "8300", // a kind that there is not
                "8b00", "8000", // more of a message that has not begun
                "0900", // a ping in pieces
                "897e", // a ping that is too long
            })
    void aFrameThatBreaksTheRulesIsTheLastThatIsRead(String frame) {
        reader.feed(Bytes.of(bytes(frame)));

        assertThat(reader.next()).isNull();
        assertThat(reader.complaint()).contains("rules");

        reader.feed(Bytes.of(bytes("810548656c6c6f")));
        assertThat(reader.next()).isNull();
    }

    @Test
    void aMessageInsideAnotherBreaksTheRules() {
        reader.feed(Bytes.of(bytes("010348656c" + "810548656c6c6f")));

        assertThat(reader.next()).isNull();
        assertThat(reader.complaint()).contains("rules");
    }

    @ParameterizedTest
    @ValueSource(strings = {"817f0000000000100001", "817f7fffffffffffffff", "817fffffffffffffffff"})
    void whatClaimsToBeTooLongIsNotWaitedFor(String head) {
        reader.feed(Bytes.of(bytes(head)));

        assertThat(reader.next()).isNull();
        assertThat(reader.complaint()).contains("more than 1048576 bytes");
    }

    @Test
    void aMessageIsTooLongInPiecesToo() {
        int half = WebSocketReader.MAX_MESSAGE / 2 + 1;
        Bytes piece = Bytes.of(
                ByteBuffer.allocate(10 + half).put(bytes("017f")).putLong(half).array());
        reader.feed(piece);
        assertThat(reader.next()).isNull();
        assertThat(reader.complaint()).isNull();

        reader.feed(Bytes.of(
                ByteBuffer.allocate(10).put(bytes("007f")).putLong(half).array()));

        assertThat(reader.next()).isNull();
        assertThat(reader.complaint()).contains("more than");
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
