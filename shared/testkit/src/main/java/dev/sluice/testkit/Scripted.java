package dev.sluice.testkit;

import dev.sluice.model.Bytes;
import java.util.List;
import java.util.Map;

/**
 * An answer given byte for byte.
 *
 * @param headers content type among them
 * @param pieces of the body, each sent and flushed by itself, with a chunked encoding
 * @param cut whether the connection is closed after the last piece without ending the body
 */
public record Scripted(int status, Map<String, String> headers, List<Bytes> pieces, boolean cut) implements Reaction {
    public Scripted {
        headers = Map.copyOf(headers);
        pieces = List.copyOf(pieces);
    }

    /** One JSON document. */
    public static Scripted json(int status, String body) {
        return new Scripted(status, Map.of("Content-Type", "application/json"), List.of(Bytes.utf8(body)), false);
    }

    /** A stream whose events are sent one by one. */
    public static Scripted stream(String contentType, List<Bytes> events) {
        return new Scripted(200, Map.of("Content-Type", contentType), events, false);
    }

    /** The same, broken off after the last of its pieces. */
    public Scripted cutOff() {
        return new Scripted(status, headers, pieces, true);
    }
}
