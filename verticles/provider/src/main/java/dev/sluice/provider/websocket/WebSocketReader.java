package dev.sluice.provider.websocket;

import dev.sluice.model.Bytes;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what the server of a WebSocket sends into messages, as its bytes arrive, cut anywhere. What a frame claims to be is
 * checked before it is waited for. One per connection; not thread safe.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6455#section-5.2">RFC 6455</a>
 */
public final class WebSocketReader {
    /** Bytes of a message, however many frames it comes in. */
    static final int MAX_MESSAGE = 1024 * 1024;

    private static final int MAX_CONTROL = 125;
    private static final int FINAL = 0x80;
    private static final int RESERVED = 0x70;
    private static final int MASKED = 0x80;
    private static final int CONTROL = 0x8;
    private static final String BROKEN = "The upstream sent a frame that breaks the rules of WebSockets.";

    private final ByteArrayOutputStream begun = new ByteArrayOutputStream();
    private byte[] buffer = new byte[4096];
    private int from;
    private int to;
    private boolean open;
    private @Nullable String complaint;

    /** What comes. */
    public sealed interface Part {}

    /** A whole message of text. */
    public record Message(Bytes text) implements Part {}

    /** A question whether anybody is there, to be answered with the same data. */
    public record Ping(Bytes data) implements Part {}

    /** The server's last word. */
    public record Closing() implements Part {}

    /** The beginning of a frame. */
    private record Head(int opcode, boolean isFinal, int size, int length) {}

    /** Takes the next bytes. */
    public void feed(Bytes piece) {
        if (complaint == null) {
            makeRoom(piece.length());
            System.arraycopy(piece.array(), piece.offset(), buffer, to, piece.length());
            to += piece.length();
        }
    }

    private void makeRoom(int more) {
        int left = to - from;
        if (to + more <= buffer.length) {
            return;
        }
        byte[] target = left + more <= buffer.length ? buffer : new byte[Math.max(2 * buffer.length, left + more)];
        System.arraycopy(buffer, from, target, 0, left);
        buffer = target;
        from = 0;
        to = left;
    }

    /** The next that has come whole; null if there is none yet, or if nothing can be read any further. */
    public @Nullable Part next() {
        Part part = null;
        while (part == null && complaint == null) {
            Head head = head();
            if (head == null || complaint != null || to - from < head.size() + head.length()) {
                return null;
            }
            Bytes payload =
                    Bytes.of(Arrays.copyOfRange(buffer, from + head.size(), from + head.size() + head.length()));
            from += head.size() + head.length();
            part = part(head, payload);
        }
        return part;
    }

    private @Nullable Head head() {
        if (to - from < 2) {
            return null;
        }
        int first = buffer[from];
        int second = buffer[from + 1] & 0xff;
        int opcode = first & 0xf;
        int size = 2 + (second == 126 ? 2 : second == 127 ? 8 : 0);
        boolean isFinal = (first & FINAL) != 0;
        if ((first & RESERVED) != 0 || (second & MASKED) != 0 || !isDue(opcode, isFinal, second)) {
            complaint = BROKEN;
            return null;
        }
        return to - from < size ? null : new Head(opcode, isFinal, size, length(second));
    }

    /** Whether such a frame may come now. Data that is no text is due never. */
    private boolean isDue(int opcode, boolean isFinal, int length) {
        return switch (opcode) {
            case 0 -> open;
            case 1 -> !open;
            case 8, 9, 10 -> isFinal && length <= MAX_CONTROL;
            default -> false;
        };
    }

    private int length(int second) {
        ByteBuffer head = ByteBuffer.wrap(buffer, from + 2, to - from - 2);
        long length = second == 126 ? Short.toUnsignedLong(head.getShort()) : second == 127 ? head.getLong() : second;
        if (length < 0 || length > MAX_MESSAGE - begun.size()) {
            complaint = "The upstream sent a message of more than " + MAX_MESSAGE + " bytes.";
            return 0;
        }
        return (int) length;
    }

    private @Nullable Part part(Head head, Bytes payload) {
        if (head.opcode() < CONTROL) {
            return data(head, payload);
        }
        return switch (head.opcode()) {
            case 8 -> new Closing();
            case 9 -> new Ping(payload);
            default -> null;
        };
    }

    private @Nullable Part data(Head head, Bytes payload) {
        open = !head.isFinal();
        if (head.opcode() == 1 && head.isFinal()) {
            return new Message(payload);
        }
        begun.write(payload.array(), payload.offset(), payload.length());
        if (open) {
            return null;
        }
        Bytes whole = Bytes.of(begun.toByteArray());
        begun.reset();
        return new Message(whole);
    }

    /** Why nothing can be read any further, in a sentence for the caller; null as long as it can. */
    public @Nullable String complaint() {
        return complaint;
    }
}
