package dev.sluice.testkit;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A loopback port that is listened on, or that refuses or ignores whoever connects. It is nobody else's until closed. */
final class Port implements AutoCloseable {
    private static final int FILL_TIMEOUT_MILLIS = 200;
    private static final int MOST_FILLERS = 64;

    private final int number;
    private final Optional<ServerSocket> server;
    private final List<Closeable> held;

    private Port(int number, Optional<ServerSocket> server, List<Closeable> held) {
        this.number = number;
        this.server = server;
        this.held = held;
    }

    static Port forReaction(Reaction reaction, int backlog) throws IOException {
        return switch (reaction) {
            case Fault.Refused ignored -> refusing();
            case Fault.SynDropped ignored -> ignoring();
            case Fault ignored -> listening(backlog);
            case Answer ignored -> listening(backlog);
            case Scripted ignored -> listening(backlog);
        };
    }

    private static Port listening(int backlog) throws IOException {
        ServerSocket server = new ServerSocket();
        server.bind(FakeProvider.anyLoopbackPort(), backlog);
        return new Port(server.getLocalPort(), Optional.of(server), List.of(server));
    }

    /** Bound but not listening: the system answers with RST, and no one else can take the port meanwhile. */
    private static Port refusing() throws IOException {
        Socket bound = new Socket();
        bound.bind(FakeProvider.anyLoopbackPort());
        return new Port(bound.getLocalPort(), Optional.empty(), List.of(bound));
    }

    /** Listening with a full queue that nobody takes from: Linux drops further SYNs without a word. */
    private static Port ignoring() throws IOException {
        ServerSocket full = new ServerSocket();
        full.bind(FakeProvider.anyLoopbackPort(), 1);
        List<Closeable> held = new ArrayList<>(List.of(full));
        for (int i = 0; i < MOST_FILLERS; i++) {
            Socket filler = new Socket();
            held.add(filler);
            try {
                filler.connect(full.getLocalSocketAddress(), FILL_TIMEOUT_MILLIS);
            } catch (SocketTimeoutException queueIsFull) {
                return new Port(full.getLocalPort(), Optional.empty(), held);
            }
        }
        throw new IOException("this system takes connections beyond a listener's backlog");
    }

    int number() {
        return number;
    }

    Optional<ServerSocket> server() {
        return server;
    }

    @Override
    public void close() {
        for (Closeable socket : held) {
            closeOne(socket);
        }
    }

    private static void closeOne(Closeable socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
