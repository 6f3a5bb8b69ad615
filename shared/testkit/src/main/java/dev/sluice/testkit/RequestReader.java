package dev.sluice.testkit;

import dev.sluice.model.Bytes;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads HTTP/1.1 requests, one after the other, from a connection. */
final class RequestReader {
    private static final int LONGEST_LINE = 64 * 1024;
    private static final int LARGEST_BODY = 64 * 1024 * 1024;

    private final InputStream in;

    RequestReader(InputStream in) {
        this.in = new BufferedInputStream(in);
    }

    /** The next request, or empty when the client closed the connection between two. */
    Optional<Received> next() throws IOException {
        Optional<String> requestLine = line();
        if (requestLine.isEmpty()) {
            return Optional.empty();
        }
        String[] words = requestLine.get().split(" ", -1);
        if (words.length != 3) {
            throw new ProtocolException("not a request line");
        }
        Received.Head head = new Received.Head(words[0], words[1], headers());
        return Optional.of(new Received(head, body(head)));
    }

    /** Blocks until the client sends more or leaves; for watching a connection while it is answered. */
    boolean hasMore() throws IOException {
        in.mark(1);
        int next = in.read();
        in.reset();
        return next >= 0;
    }

    private List<Received.Header> headers() throws IOException {
        List<Received.Header> headers = new ArrayList<>();
        for (String line = requiredLine(); !line.isEmpty(); line = requiredLine()) {
            int colon = line.indexOf(':');
            if (colon < 1) {
                throw new ProtocolException("not a header");
            }
            headers.add(new Received.Header(
                    line.substring(0, colon), line.substring(colon + 1).strip()));
        }
        return headers;
    }

    private Bytes body(Received.Head head) throws IOException {
        if (value(head, "transfer-encoding").isPresent()) {
            return chunked();
        }
        Optional<String> length = value(head, "content-length");
        return length.isPresent() ? Bytes.of(exactly(bounded(Long.parseLong(length.get())))) : Bytes.EMPTY;
    }

    private Bytes chunked() throws IOException {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        while (true) {
            String size = requiredLine();
            int length = bounded(Long.parseLong(size.split(";", 2)[0].strip(), 16));
            if (length == 0) {
                headers();
                return Bytes.of(body.toByteArray());
            }
            bounded(body.size() + (long) length);
            body.writeBytes(exactly(length));
            requiredLine();
        }
    }

    private static int bounded(long length) throws IOException {
        if (length < 0 || length > LARGEST_BODY) {
            throw new ProtocolException("a body of " + length + " bytes");
        }
        return (int) length;
    }

    private byte[] exactly(int length) throws IOException {
        byte[] bytes = in.readNBytes(length);
        if (bytes.length < length) {
            throw new EOFException("the body ends early");
        }
        return bytes;
    }

    private String requiredLine() throws IOException {
        return line().orElseThrow(() -> new EOFException("the head ends early"));
    }

    private Optional<String> line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                return Optional.empty();
            }
            if (line.size() == LONGEST_LINE) {
                throw new ProtocolException("a line of more than " + LONGEST_LINE + " bytes");
            }
            line.write(b);
        }
        String text = line.toString(StandardCharsets.ISO_8859_1);
        return Optional.of(text.endsWith("\r") ? text.substring(0, text.length() - 1) : text);
    }

    private static Optional<String> value(Received.Head head, String name) {
        return head.headers().stream()
                .filter(h -> h.name().equalsIgnoreCase(name))
                .map(Received.Header::value)
                .findFirst();
    }
}
