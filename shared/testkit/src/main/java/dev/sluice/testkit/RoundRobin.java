package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntPredicate;

/**
 * A load balancer as simple as one can be: gives each connection to the next port in turn, to those that are well first, and
 * tries another only if it cannot connect. What was sent once is never sent again.
 */
public final class RoundRobin implements AutoCloseable {
    private static final int CONNECT_MILLIS = 2_000;
    private static final int PIECE = 16 * 1024;

    private final ServerSocket server;
    private final List<Integer> ports;
    private final IntPredicate isWell;
    private final AtomicInteger turn = new AtomicInteger();
    private final AtomicLong unserved = new AtomicLong();

    private RoundRobin(ServerSocket server, List<Integer> ports, IntPredicate isWell) {
        this.server = server;
        this.ports = ports;
        this.isWell = isWell;
    }

    /**
     * Listens on a loopback port.
     *
     * @param ports on loopback, among which connections are spread
     * @param isWell whether the port of this place in the list should get connections, as a balancer's health checks say
     */
    public static RoundRobin over(List<Integer> ports, IntPredicate isWell) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(FakeProvider.anyLoopbackPort(), 1024);
            RoundRobin balancer = new RoundRobin(server, List.copyOf(ports), isWell);
            Thread.ofVirtual().name("round-robin-" + server.getLocalPort()).start(balancer::accept);
            return balancer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Connections that no port took. */
    public long unserved() {
        return unserved.get();
    }

    private void accept() {
        try {
            while (true) {
                Socket client = server.accept();
                Thread.ofVirtual().start(() -> serve(client));
            }
        } catch (IOException closed) {
            // Nobody is served any more.
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket chosen = connect()) {
            client.setTcpNoDelay(true);
            chosen.setTcpNoDelay(true);
            Thread back = Thread.ofVirtual().start(() -> pass(chosen, client));
            pass(client, chosen);
            back.join();
        } catch (IOException broken) {
            // Each side sees that its connection has ended.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private Socket connect() throws IOException {
        int first = turn.getAndIncrement();
        for (boolean well : new boolean[] {true, false}) {
            for (int i = 0; i < ports.size(); i++) {
                int place = Math.floorMod(first + i, ports.size());
                if (isWell.test(place) == well) {
                    try {
                        return connect(ports.get(place));
                    } catch (IOException refused) {
                        // The next one.
                    }
                }
            }
        }
        unserved.incrementAndGet();
        throw new IOException("no port takes connections");
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            return socket;
        } catch (IOException refused) {
            socket.close();
            throw refused;
        }
    }

    /** An end of stream is passed on as one; what breaks on one side is broken on the other. */
    private static void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                out.write(piece, 0, length);
            }
            to.shutdownOutput();
        } catch (IOException broken) {
            cut(from);
            cut(to);
        }
    }

    private static void cut(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
