package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/**
 * Loopback ports for servers whose port must be told to others before they listen.
 *
 * <p>They lie below those that systems give to outgoing connections. A port of that kind could be taken before its server
 * comes up; worse, a node that looks for a neighbour there can be given that very port, and then finds itself.
 */
public final class FreePorts {
    private static final int LOWEST = 10_240;
    private static final int COUNT = 20_000;
    /** Each is given once in a JVM; JVMs side by side start at different places. */
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(COUNT));

    private FreePorts() {}

    /** Different ports on which nobody listened a moment ago. */
    public static List<Integer> some(int count) {
        return IntStream.range(0, count).mapToObj(i -> one()).toList();
    }

    /** A port on which nobody listened a moment ago. */
    public static int one() {
        for (int i = 0; i < COUNT; i++) {
            int port = LOWEST + Math.floorMod(NEXT.getAndIncrement(), COUNT);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port from " + LOWEST + " to " + (LOWEST + COUNT - 1) + " is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket server = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return server.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
