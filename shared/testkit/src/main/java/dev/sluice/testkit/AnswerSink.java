package dev.sluice.testkit;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** Where the bytes of one answer go; each one that the system took is counted. */
final class AnswerSink {
    private static final int PIECE = 8 * 1024;

    private final Socket socket;
    private final OutputStream out;
    private final Received request;

    AnswerSink(Socket socket, Received request) throws IOException {
        this.socket = socket;
        this.out = socket.getOutputStream();
        this.request = request;
    }

    void write(byte[] bytes) throws IOException {
        for (int from = 0; from < bytes.length; from += PIECE) {
            int length = Math.min(PIECE, bytes.length - from);
            out.write(bytes, from, length);
            request.sent(length);
        }
    }

    /** Status line and headers. */
    void head(int status, String... headers) throws IOException {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " X\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        write(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The head of a streamed answer. */
    void streamHead() throws IOException {
        head(200, "Content-Type: text/event-stream", "Cache-Control: no-cache", "Transfer-Encoding: chunked");
    }

    /** A whole answer. */
    void body(int status, String contentType, String body, String... moreHeaders) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        String[] headers = new String[moreHeaders.length + 2];
        headers[0] = "Content-Type: " + contentType;
        headers[1] = "Content-Length: " + bytes.length;
        System.arraycopy(moreHeaders, 0, headers, 2, moreHeaders.length);
        head(status, headers);
        write(bytes);
    }

    /** One HTTP chunk, in one write so that a reader sees it in one piece. */
    void chunk(byte[] bytes) throws IOException {
        byte[] size = (Integer.toHexString(bytes.length) + "\r\n").getBytes(StandardCharsets.ISO_8859_1);
        byte[] framed = new byte[size.length + bytes.length + 2];
        System.arraycopy(size, 0, framed, 0, size.length);
        System.arraycopy(bytes, 0, framed, size.length, bytes.length);
        framed[framed.length - 2] = '\r';
        framed[framed.length - 1] = '\n';
        write(framed);
    }

    void lastChunk() throws IOException {
        write("0\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1));
    }

    void pause(Duration silence) throws IOException {
        if (!silence.isZero() && request.isGoneWithin(silence)) {
            throw new SocketException("the client left");
        }
    }

    /** Closes the connection with FIN. */
    void cut() throws IOException {
        request.ended();
        socket.close();
    }

    /** Closes the connection with RST; what the client has not read yet is lost. */
    void reset() throws IOException {
        socket.setSoLinger(true, 0);
        cut();
    }
}
