package dev.sluice.wire;

import dev.sluice.model.Bytes;
import dev.sluice.wire.json.JsonOut;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.zip.CRC32;
import org.jspecify.annotations.Nullable;
import software.amazon.eventstream.HeaderValue;
import software.amazon.eventstream.Message;

/** {@code application/vnd.amazon.eventstream} as frames. What a message claims to be is checked before it is waited for. */
public final class AwsFrames implements Frames {
    private static final int MAX_MESSAGE = 1024 * 1024;
    /** Total length, length of the headers, and the checksum of both. */
    private static final int PRELUDE = 12;

    private static final int CHECKED = 8;
    private static final int OVERHEAD = PRELUDE + 4;
    private static final String BROKEN = "The upstream sent a message that was damaged.";

    private byte[] buffer = new byte[4096];
    private int from;
    private int to;
    private @Nullable String complaint;

    @Override
    public void feed(Bytes piece) {
        if (complaint != null) {
            return;
        }
        makeRoom(piece.length());
        System.arraycopy(piece.array(), piece.offset(), buffer, to, piece.length());
        to += piece.length();
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

    /** Half a message is none: whoever waits for its end sees that the answer was cut. */
    @Override
    public void finish() {}

    @Override
    public @Nullable Frame next() {
        if (complaint != null || to - from < PRELUDE) {
            return null;
        }
        int length = length();
        if (complaint != null || to - from < length) {
            return null;
        }
        Bytes whole = Bytes.of(Arrays.copyOfRange(buffer, from, from + length));
        from += length;
        return decode(whole);
    }

    /** How long the next message is, as far as that can be true. */
    private int length() {
        ByteBuffer prelude = ByteBuffer.wrap(buffer, from, PRELUDE);
        long total = Integer.toUnsignedLong(prelude.getInt());
        long headers = Integer.toUnsignedLong(prelude.getInt());
        CRC32 checksum = new CRC32();
        checksum.update(buffer, from, CHECKED);
        if (checksum.getValue() != Integer.toUnsignedLong(prelude.getInt())
                || total < OVERHEAD
                || headers > total - OVERHEAD) {
            complaint = BROKEN;
        } else if (total > MAX_MESSAGE) {
            complaint = "The upstream sent an event of more than " + MAX_MESSAGE + " bytes.";
        }
        return (int) total;
    }

    private @Nullable Frame decode(Bytes whole) {
        try {
            return frame(Message.decode(ByteBuffer.wrap(whole.array())), whole);
        } catch (IllegalArgumentException | IllegalStateException | BufferUnderflowException damaged) {
            complaint = BROKEN;
            return null;
        }
    }

    private static Frame frame(Message message, Bytes whole) {
        Map<String, HeaderValue> headers = message.getHeaders();
        Bytes payload = Bytes.of(message.getPayload());
        return switch (text(headers, AwsMessage.MESSAGE_TYPE)) {
            case "exception" -> new Frame(text(headers, AwsMessage.EXCEPTION_TYPE), true, payload, whole);
            // A failure that the service has no type for says what it has to say in headers.
            case "error" -> {
                String said = text(headers, AwsMessage.ERROR_MESSAGE);
                Bytes data = JsonOut.write(json -> {
                    json.writeStartObject();
                    json.writeStringField("message", said);
                    json.writeEndObject();
                });
                yield new Frame(text(headers, AwsMessage.ERROR_CODE), true, data, whole);
            }
            default -> new Frame(text(headers, AwsMessage.EVENT_TYPE), false, payload, whole);
        };
    }

    private static String text(Map<String, HeaderValue> headers, String name) {
        HeaderValue value = headers.get(name);
        return value == null ? "" : value.getString();
    }

    @Override
    public @Nullable String complaint() {
        return complaint;
    }
}
