package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;

/** A client that sends whatever bytes it is given and reads what comes back; for requests that no client library makes. */
public final class RawHttp implements AutoCloseable {
    private static final int PIECE = 16 * 1024;

    private final Socket socket;
    private final Duration deadline;
    private byte[] received = new byte[0];

    private RawHttp(Socket socket, Duration deadline) {
        this.socket = socket;
        this.deadline = deadline;
    }

    /**
     * Connects to the address of a server.
     *
     * @param deadline for each answer that is read
     */
    public static RawHttp connect(URI server, Duration deadline) {
        try {
            Socket socket = new Socket(server.getHost(), server.getPort());
            socket.setTcpNoDelay(true);
            return new RawHttp(socket, deadline);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends these bytes on a connection of its own and reads one answer. */
    public static RawAnswer exchange(URI server, byte[] request, Duration deadline) {
        try (RawHttp connection = connect(server, deadline)) {
            return connection.send(request).read();
        }
    }

    /** Sends text, each character as one byte (ISO 8859-1). */
    public RawHttp send(String request) {
        return send(request.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** Sends bytes. A server that has closed the connection meanwhile is no error here: its answer may still be read. */
    public RawHttp send(byte[] request) {
        try {
            socket.getOutputStream().write(request);
        } catch (IOException closedEarly) {
            // What the server said before it closed is what the test is about.
        }
        return this;
    }

    /**
     * Reads one whole answer: to the end of its body, or to the end of the connection. Informational answers (1xx) are
     * returned like others.
     *
     * @throws AssertionError if it is not whole within the deadline
     */
    public RawAnswer read() {
        long until = System.nanoTime() + deadline.toNanos();
        try {
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[PIECE];
            while (RawAnswer.wholeLength(received) < 0) {
                socket.setSoTimeout(millisTo(until));
                int length = in.read(piece);
                if (length < 0) {
                    return take(received.length);
                }
                int before = received.length;
                received = Arrays.copyOf(received, before + length);
                System.arraycopy(piece, 0, received, before, length);
            }
            return take(RawAnswer.wholeLength(received));
        } catch (SocketTimeoutException e) {
            throw new AssertionError(
                    "no whole answer within " + deadline + ", only: " + new String(received, StandardCharsets.UTF_8),
                    e);
        } catch (IOException reset) {
            return take(received.length);
        }
    }

    private RawAnswer take(int length) {
        RawAnswer answer = RawAnswer.parse(Arrays.copyOf(received, length));
        received = Arrays.copyOfRange(received, length, received.length);
        return answer;
    }

    /** Whether the server closes this connection within the deadline; what it still sends is thrown away. */
    public boolean isClosedByServer() {
        long until = System.nanoTime() + deadline.toNanos();
        try {
            InputStream in = socket.getInputStream();
            byte[] rest = new byte[PIECE];
            do {
                socket.setSoTimeout(millisTo(until));
            } while (in.read(rest) >= 0);
            return true;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    private static int millisTo(long until) {
        return (int) Math.max(1, (until - System.nanoTime()) / 1_000_000);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
