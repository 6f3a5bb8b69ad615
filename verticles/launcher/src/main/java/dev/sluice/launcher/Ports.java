package dev.sluice.launcher;

import dev.sluice.accounting.CannotStart;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;

/** Ports to listen on, and what it means when one is not to be had. */
final class Ports {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private Ports() {}

    /** The port, or a free one for 0: all instances of a verticle must know the same one. */
    static int orFree(String host, int port) {
        if (port != 0) {
            return port;
        }
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return socket.getLocalPort();
        } catch (IOException taken) {
            throw new PortTaken(host, port, taken);
        }
    }

    /** The result of something that listens. */
    static <T> T await(Future<T> listening, String host, int port) {
        return await(listening, PATIENCE, host, port);
    }

    /** As {@link #await(Future, String, int)}, with so much patience. */
    static <T> T await(Future<T> listening, Duration patience, String host, int port) {
        Waiting.settle(listening, patience, "listening on " + host + ":" + port);
        Throwable cause = listening.cause();
        // A BindException or UnknownHostException; with native transports an IOException of their own.
        if (cause instanceof IOException) {
            throw new PortTaken(host, port, cause);
        }
        // What a role says of what it stands on is for the operator, in its words.
        if (cause instanceof CannotStart refused) {
            throw refused;
        }
        if (cause instanceof StoreUnavailable missing) {
            throw missing;
        }
        return Waiting.await(listening, patience, "starting");
    }
}
