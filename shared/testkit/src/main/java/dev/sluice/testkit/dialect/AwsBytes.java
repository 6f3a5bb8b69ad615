package dev.sluice.testkit.dialect;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/** AWS's binary event streams, written down from their description: lengths, checksums, headers, payload. */
public final class AwsBytes {
    private static final int STRING = 7;
    private static final int PRELUDE = 12;

    private AwsBytes() {}

    /**
     * One message.
     *
     * @param headers those that are strings; others are not expected
     */
    public record Message(Map<String, String> headers, String payload) {
        public Message {
            headers = Map.copyOf(headers);
        }
    }

    public static byte[] event(String name, String json) {
        return encode(Map.of(":message-type", "event", ":event-type", name, ":content-type", "application/json"), json);
    }

    public static byte[] exception(String type, String json) {
        return encode(
                Map.of(":message-type", "exception", ":exception-type", type, ":content-type", "application/json"),
                json);
    }

    public static byte[] encode(Map<String, String> headers, String payload) {
        ByteBuffer head = ByteBuffer.allocate(64 * 1024);
        headers.forEach((name, value) -> {
            byte[] text = value.getBytes(StandardCharsets.UTF_8);
            head.put((byte) name.length()).put(name.getBytes(StandardCharsets.US_ASCII));
            head.put((byte) STRING).putShort((short) text.length).put(text);
        });
        byte[] body = payload.getBytes(StandardCharsets.UTF_8);
        int total = PRELUDE + head.position() + body.length + 4;
        ByteBuffer out = ByteBuffer.allocate(total).putInt(total).putInt(head.position());
        out.putInt(crc(out.array(), 8)).put(head.array(), 0, head.position()).put(body);
        return out.putInt(crc(out.array(), total - 4)).array();
    }

    /**
     * All whole messages; half a one at the end is left out.
     *
     * @throws AssertionError if a checksum is wrong
     */
    public static List<Message> decode(byte[] stream) {
        List<Message> messages = new ArrayList<>();
        int at = 0;
        while (stream.length - at >= PRELUDE) {
            ByteBuffer in = ByteBuffer.wrap(stream, at, stream.length - at).slice();
            int total = in.getInt();
            int headers = in.getInt();
            if (total > in.capacity()) {
                break;
            }
            byte[] whole = new byte[total];
            in.get(0, whole);
            check(in.getInt() == crc(whole, 8) && in.getInt(total - 4) == crc(whole, total - 4));
            Map<String, String> names = headers(ByteBuffer.wrap(whole, PRELUDE, headers));
            int from = PRELUDE + headers;
            messages.add(new Message(names, new String(whole, from, total - 4 - from, StandardCharsets.UTF_8)));
            at += total;
        }
        return messages;
    }

    private static Map<String, String> headers(ByteBuffer in) {
        Map<String, String> headers = new LinkedHashMap<>();
        while (in.hasRemaining()) {
            String name = text(in, in.get());
            check(in.get() == STRING);
            headers.put(name, text(in, in.getShort()));
        }
        return headers;
    }

    private static String text(ByteBuffer in, int length) {
        byte[] text = new byte[length];
        in.get(text);
        return new String(text, StandardCharsets.UTF_8);
    }

    private static int crc(byte[] bytes, int length) {
        CRC32 crc = new CRC32();
        crc.update(bytes, 0, length);
        return (int) crc.getValue();
    }

    private static void check(boolean holds) {
        if (!holds) {
            throw new AssertionError("a damaged message in an event stream");
        }
    }
}
