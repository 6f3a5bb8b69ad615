package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A TCP link that can be broken on purpose: listens on a loopback port, forwards each connection to another one, and does
 * to each direction what it is told. Faults may change at any time and hold for open connections too. It knows nothing of
 * what it carries, so it stands in front of upstreams and databases alike.
 */
public final class FaultProxy implements AutoCloseable {
    private static final LinkFault NONE = new LinkFault.None();

    private final ServerSocket server;
    private final int target;
    private final Set<Link> links = ConcurrentHashMap.newKeySet();
    private volatile LinkFault toServer = NONE;
    private volatile LinkFault toClient = NONE;

    private FaultProxy(ServerSocket server, int target) {
        this.server = server;
        this.target = target;
    }

    /** A link to this loopback port, without faults at first. */
    public static FaultProxy to(int targetPort) {
        return listening(FakeProvider.anyLoopbackPort(), targetPort);
    }

    /** The same for those who know this machine by another of its addresses. */
    public static FaultProxy at(String address, int targetPort) {
        return listening(new InetSocketAddress(address, 0), targetPort);
    }

    private static FaultProxy listening(InetSocketAddress address, int targetPort) {
        try {
            ServerSocket server = new ServerSocket();
            server.bind(address, 1024);
            FaultProxy proxy = new FaultProxy(server, targetPort);
            Thread.ofVirtual().name("fault-proxy-" + server.getLocalPort()).start(proxy::accept);
            return proxy;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return server.getLocalPort();
    }

    /** Applies to bytes that clients send. */
    public FaultProxy towardsServer(LinkFault fault) {
        toServer = fault;
        return this;
    }

    /** Applies to bytes that the server sends. */
    public FaultProxy towardsClient(LinkFault fault) {
        toClient = fault;
        return this;
    }

    /** No faults any more. Connections that were cut stay cut. */
    public FaultProxy heal() {
        return towardsServer(NONE).towardsClient(NONE);
    }

    /** Resets all open connections. */
    public void resetAll() {
        links.forEach(Link::reset);
    }

    public int linksOpen() {
        return links.size();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        resetAll();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Thread.ofVirtual().name("fault-proxy-link").start(() -> join(client));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void join(Socket client) {
        try (client;
                Socket upstream = new Socket(InetAddress.getLoopbackAddress(), target)) {
            Link link = new Link(client, upstream);
            links.add(link);
            try {
                link.run(() -> toServer, () -> toClient);
            } finally {
                links.remove(link);
            }
        } catch (IOException unreachable) {
            // The client sees its connection end, as it would with the server away.
        }
    }
}
