package dev.sluice.testkit.load;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;

/** Makes one call on a connection of its own and writes down what it sees; whatever happens to it is an outcome. */
final class Caller {
    private static final int PATIENCE_MILLIS = (int) Duration.ofSeconds(60).toMillis();
    private static final int LONGEST_LINE = 16 * 1024;
    private static final int LEAVE_UNIT_MILLIS = 10;

    private final Ask ask;
    private final long started = System.nanoTime();
    private int port;
    private int status;
    private int contents;
    private boolean ended;
    private boolean brokeInBand;
    private boolean left;
    private int length = -1;
    private boolean chunked;
    private String retryAfter = "";
    private String refusal = "";
    private boolean repeated;
    private boolean crossed;

    private Caller(Ask ask) {
        this.ask = ask;
    }

    static Seen call(URI gateway, Ask ask) {
        Caller caller = new Caller(ask);
        try (Socket socket = new Socket(gateway.getHost(), gateway.getPort())) {
            caller.port = socket.getLocalPort();
            // Closed by RST: thousands of short connections would else use up the ports of the machine.
            socket.setSoLinger(true, 0);
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(ask.tongue().request(ask).getBytes(StandardCharsets.ISO_8859_1));
            caller.read(socket);
        } catch (IOException broken) {
            // What was seen before is what counts.
        }
        return caller.seen();
    }

    private Seen seen() {
        return new Seen(
                ask,
                port,
                status,
                contents,
                ended,
                brokeInBand,
                left,
                refusal,
                retryAfter,
                repeated,
                crossed,
                started,
                System.nanoTime());
    }

    private void read(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        if (!ask.streamed() && ask.leavesAfter() > 0) {
            socket.setSoTimeout(ask.leavesAfter() * LEAVE_UNIT_MILLIS);
        }
        try {
            head(in);
        } catch (SocketTimeoutException impatient) {
            left = ask.leavesAfter() > 0;
            return;
        }
        if (ask.streamed() && status == 200) {
            stream(in);
        } else {
            String body = chunked ? allChunks(in) : new String(exactly(in, length), StandardCharsets.UTF_8);
            ended = status == 200 && ask.tongue().isWhole(body);
            listen(body);
            refusal = status == 200 ? "" : body;
        }
    }

    private void head(InputStream in) throws IOException {
        status = Integer.parseInt(line(in).split(" ", 3)[1]);
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            header(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
    }

    private void header(String name, String value) {
        switch (name) {
            case "content-length" -> length = Integer.parseInt(value);
            case "transfer-encoding" -> chunked = value.equals("chunked");
            case "retry-after" -> retryAfter = value;
            default -> {}
        }
    }

    /** Events may be split over chunks anywhere; an answer has ended when its last word and the end of its body are there. */
    private void stream(InputStream in) throws IOException {
        String rest = "";
        boolean lastWord = false;
        for (String piece = chunk(in); !piece.isEmpty(); piece = chunk(in)) {
            rest += piece;
            for (int end = rest.indexOf("\n\n"); end >= 0; end = rest.indexOf("\n\n")) {
                String event = rest.substring(0, end);
                rest = rest.substring(end + 2);
                listen(event);
                contents += ask.tongue().isContent(event) ? 1 : 0;
                brokeInBand |= ask.tongue().isError(event);
                lastWord |= ask.tongue().isEnd(event);
                // A caller who has the last word has all that was to be had, whether or not the body is closed.
                ended = lastWord;
                if (ask.leavesAfter() > 0 && contents >= ask.leavesAfter()) {
                    left = true;
                    return;
                }
            }
        }
    }

    private void listen(String said) {
        for (int at = said.indexOf(Plan.CANARY); at >= 0; at = said.indexOf(Plan.CANARY, at + 1)) {
            boolean own = said.startsWith(ask.plan().canary(), at)
                    && !isPartOfId(said.charAt(at + ask.plan().canary().length()));
            repeated |= own;
            crossed |= !own;
        }
    }

    private static boolean isPartOfId(char next) {
        return Character.isLetterOrDigit(next) || next == '-';
    }

    private static String allChunks(InputStream in) throws IOException {
        StringBuilder body = new StringBuilder();
        for (String piece = chunk(in); !piece.isEmpty(); piece = chunk(in)) {
            body.append(piece);
        }
        return body.toString();
    }

    /** The next chunk, empty for the last. */
    private static String chunk(InputStream in) throws IOException {
        int size = Integer.parseInt(line(in), 16);
        byte[] bytes = exactly(in, size);
        line(in);
        // All that is asked for here is ASCII, so that no character is split.
        return new String(bytes, StandardCharsets.US_ASCII);
    }

    private static byte[] exactly(InputStream in, int size) throws IOException {
        byte[] bytes = in.readNBytes(Math.max(0, size));
        if (bytes.length < size) {
            throw new EOFException("the answer is cut short");
        }
        return bytes;
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int next = in.read(); next != '\n'; next = in.read()) {
            if (next < 0 || line.length() > LONGEST_LINE) {
                throw new EOFException("the answer is cut short");
            }
            line.append((char) next);
        }
        return line.toString().stripTrailing();
    }
}
