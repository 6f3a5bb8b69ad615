package dev.sluice.provider.websocket;

import dev.sluice.model.Bytes;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.function.IntSupplier;

/**
 * Writes what a WebSocket's client sends, each frame masked with a key of its own as the standard asks of clients.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.3">RFC 6455</a>
 */
public final class WebSocketWriter {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int LONGEST_HEAD = 14;
    private static final int FINAL = 0x80;
    private static final int MASKED = 0x80;
    private static final int TEXT = 1;
    private static final int CLOSE = 8;
    private static final int PONG = 10;
    /** 1000: all is done. */
    private static final Bytes WELL = Bytes.of(new byte[] {0x03, (byte) 0xe8});

    private final IntSupplier masks;

    public WebSocketWriter() {
        this(RANDOM::nextInt);
    }

    WebSocketWriter(IntSupplier masks) {
        this.masks = masks;
    }

    /** A message. */
    public Bytes text(Bytes message) {
        return frame(TEXT, message);
    }

    /**
     * The answer to a ping.
     *
     * @param data of the ping
     */
    public Bytes pong(Bytes data) {
        return frame(PONG, data);
    }

    /** The last word. */
    public Bytes close() {
        return frame(CLOSE, WELL);
    }

    private Bytes frame(int opcode, Bytes payload) {
        int length = payload.length();
        ByteBuffer frame = ByteBuffer.allocate(LONGEST_HEAD + length).put((byte) (FINAL | opcode));
        if (length < 126) {
            frame.put((byte) (MASKED | length));
        } else if (length <= 0xffff) {
            frame.put((byte) (MASKED | 126)).putShort((short) length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(length);
        }
        int mask = masks.getAsInt();
        frame.putInt(mask);
        for (int i = 0; i < length; i++) {
            frame.put((byte) (payload.at(i) ^ (mask >> (24 - 8 * (i & 3)))));
        }
        return Bytes.of(frame.array(), 0, frame.position());
    }
}
