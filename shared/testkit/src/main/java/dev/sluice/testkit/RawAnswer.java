package dev.sluice.testkit;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * An HTTP answer as bytes on the wire.
 *
 * @param status 0 when the server closed the connection without a word
 * @param headers lines as they came
 * @param body without chunk framing
 */
public record RawAnswer(int status, List<String> headers, String body) {
    private static final String HEAD_END = "\r\n\r\n";
    private static final String LAST_CHUNK = "0\r\n\r\n";

    public RawAnswer {
        headers = List.copyOf(headers);
    }

    /** The first header of this name, whatever its case. */
    public Optional<String> header(String name) {
        String prefix = name.toLowerCase(Locale.ROOT) + ":";
        return headers.stream()
                .filter(line -> line.toLowerCase(Locale.ROOT).startsWith(prefix))
                .map(line -> line.substring(prefix.length()).strip())
                .findFirst();
    }

    /** The length of the first answer in these bytes, or -1 while it is not whole. */
    static int wholeLength(byte[] received) {
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int headEnd = text.indexOf(HEAD_END);
        if (headEnd < 0) {
            return -1;
        }
        int bodyStart = headEnd + HEAD_END.length();
        RawAnswer head = parse(text.substring(0, bodyStart).getBytes(StandardCharsets.ISO_8859_1));
        if (head.status < 200 || head.status == 204 || head.status == 304) {
            return bodyStart;
        }
        int end = head.isChunked()
                ? chunkedEnd(text, bodyStart)
                : head.header("content-length")
                        .map(length -> bodyStart + Integer.parseInt(length))
                        .orElse(Integer.MAX_VALUE);
        return end <= text.length() ? end : -1;
    }

    private static int chunkedEnd(String text, int bodyStart) {
        if (text.startsWith(LAST_CHUNK, bodyStart)) {
            return bodyStart + LAST_CHUNK.length();
        }
        int last = text.indexOf("\r\n" + LAST_CHUNK, bodyStart);
        return last < 0 ? Integer.MAX_VALUE : last + 2 + LAST_CHUNK.length();
    }

    static RawAnswer parse(byte[] received) {
        String text = new String(received, StandardCharsets.ISO_8859_1);
        int end = text.indexOf(HEAD_END);
        if (end < 0) {
            return new RawAnswer(0, List.of(), text);
        }
        List<String> lines = List.of(text.substring(0, end).split("\r\n"));
        int status = Integer.parseInt(lines.getFirst().split(" ", 3)[1]);
        RawAnswer raw = new RawAnswer(status, lines.subList(1, lines.size()), text.substring(end + HEAD_END.length()));
        String body = raw.isChunked() ? unchunk(raw.body) : raw.body;
        return new RawAnswer(
                status, raw.headers, new String(body.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8));
    }

    private boolean isChunked() {
        return header("transfer-encoding")
                .filter(v -> v.equalsIgnoreCase("chunked"))
                .isPresent();
    }

    /** What can be read of a chunked body; the last chunk may be missing. */
    private static String unchunk(String framed) {
        StringBuilder body = new StringBuilder();
        int at = 0;
        while (true) {
            int lineEnd = framed.indexOf("\r\n", at);
            if (lineEnd < 0) {
                return body.toString();
            }
            int size = Integer.parseInt(
                    framed.substring(at, lineEnd).split(";", 2)[0].strip(), 16);
            int from = lineEnd + 2;
            body.append(framed, from, Math.min(framed.length(), from + size));
            at = from + size + 2;
            if (size == 0 || at > framed.length()) {
                return body.toString();
            }
        }
    }
}
