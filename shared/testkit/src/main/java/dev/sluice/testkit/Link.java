package dev.sluice.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** One connection through a {@link FaultProxy}: two pumps, one for each direction. */
final class Link {
    private static final int PIECE = 4 * 1024;
    private static final long SECOND = 1_000_000_000L;

    private static final Duration LOOK_AGAIN = Duration.ofMillis(10);

    private final Socket client;
    private final Socket server;
    private final CountDownLatch broken = new CountDownLatch(1);

    Link(Socket client, Socket server) throws IOException {
        this.client = client;
        this.server = server;
        client.setTcpNoDelay(true);
        server.setTcpNoDelay(true);
    }

    /** Pumps until both directions have ended. */
    void run(Supplier<LinkFault> toServer, Supplier<LinkFault> toClient) {
        Thread other = Thread.ofVirtual().name("fault-proxy-pump").start(() -> pump(client, server, toServer));
        pump(server, client, toClient);
        try {
            other.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void reset() {
        try {
            client.setSoLinger(true, 0);
            server.setSoLinger(true, 0);
        } catch (IOException alreadyClosed) {
            // Closing again does no harm.
        }
        close();
    }

    private void close() {
        broken.countDown();
        try (client;
                server) {
            // Both are closed on leaving, whatever happens to the first.
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void pump(Socket from, Socket to, Supplier<LinkFault> fault) {
        byte[] piece = new byte[PIECE];
        long passed = 0;
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                holdBack(fault);
                long allowed = apply(fault.get(), passed, length);
                out.write(piece, 0, (int) allowed);
                passed += length;
                if (!isOpenAfter(fault.get(), passed, to)) {
                    return;
                }
            }
            to.shutdownOutput();
        } catch (IOException ended) {
            close();
        }
    }

    private void holdBack(Supplier<LinkFault> fault) throws IOException {
        while (fault.get() instanceof LinkFault.HoldBack) {
            pause(LOOK_AGAIN, 0);
        }
    }

    /** Waits as the fault says; returns how many of the next {@code length} bytes go through. */
    private long apply(LinkFault fault, long passed, int length) throws IOException {
        return switch (fault) {
            case LinkFault.None ignored -> length;
            case LinkFault.CutAfter cut -> within(cut.bytes(), passed, length);
            case LinkFault.ResetAfter reset -> within(reset.bytes(), passed, length);
            case LinkFault.HalfCloseAfter half -> within(half.bytes(), passed, length);
            case LinkFault.BlackHoleAfter hole -> within(hole.bytes(), passed, length);
            case LinkFault.HoldBack ignored -> length;
            case LinkFault.Delay delay -> pause(delay.duration(), length);
            case LinkFault.Throttle throttle ->
                pause(Duration.ofNanos(length * SECOND / throttle.bytesPerSecond()), length);
        };
    }

    private static long within(long limit, long passed, int length) {
        return Math.clamp(limit - passed, 0, length);
    }

    private int pause(Duration duration, int length) throws IOException {
        try {
            if (broken.await(duration.toNanos(), TimeUnit.NANOSECONDS)) {
                throw new IOException("the link is broken");
            }
            return length;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private boolean isOpenAfter(LinkFault fault, long passed, Socket to) throws IOException {
        if (fault instanceof LinkFault.CutAfter limit && passed >= limit.bytes()) {
            close();
            return false;
        }
        if (fault instanceof LinkFault.ResetAfter limit && passed >= limit.bytes()) {
            reset();
            return false;
        }
        if (fault instanceof LinkFault.HalfCloseAfter limit && passed >= limit.bytes()) {
            to.shutdownOutput();
            return false;
        }
        return true;
    }
}
