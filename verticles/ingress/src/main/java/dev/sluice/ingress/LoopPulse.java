package dev.sluice.ingress;

import dev.sluice.ingress.load.Level;
import dev.sluice.ingress.load.LoopLag;
import dev.sluice.ingress.load.Overload;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.MaxMessagesRecvByteBufAllocator;
import io.netty.util.concurrent.ScheduledFuture;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Tells how late its event loop is, has the load looked at, and opens and closes the port to new connections as the load
 * wants it; while it is closed they wait in the kernel. Used on one event loop only.
 */
final class LoopPulse {
    private static final long EVERY_MILLIS = 50;
    private static final long EVERY_NANOS = EVERY_MILLIS * 1_000_000;

    private static final long LAST_REQUESTS_MILLIS = 250;
    private static final int MOST_WAITING = 65_536;
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Vertx vertx;
    private final Overload overload;
    private final LoopLag lag;
    private @Nullable Channel port;
    private boolean stopped;

    LoopPulse(Vertx vertx, Overload overload) {
        this.vertx = vertx;
        this.overload = overload;
        this.lag = overload.addLoop();
        arm();
    }

    /** The port is known by the connections that come through it. */
    void connected(HttpConnection connection) {
        if (port == null && connection instanceof ConnectionBase base) {
            port = base.channelHandlerContext().channel().parent();
        }
    }

    /**
     * Takes no more connections, and waits for the requests of those that were taken just now: what looks idle is closed
     * when the server shuts down, and a request may be under way to it.
     */
    Future<Void> closePort() {
        Channel known = port;
        if (known == null) {
            return Future.succeededFuture();
        }
        closeWhenEmpty(known);
        Promise<Void> waited = Promise.promise();
        vertx.setTimer(LAST_REQUESTS_MILLIS, late -> waited.complete());
        return waited.future();
    }

    /**
     * Connections that the kernel has taken and the port has not are reset when it is closed, after their requests were
     * sent. So all that wait are taken at once, and its loop, which reads before it does what is due, then closes it.
     */
    private static void closeWhenEmpty(Channel port) {
        port.eventLoop().execute(() -> {
            MaxMessagesRecvByteBufAllocator atOnce = port.config().getRecvByteBufAllocator();
            atOnce.maxMessagesPerRead(MOST_WAITING);
            ScheduledFuture<?> ignored = port.eventLoop().schedule(() -> close(port), 1, TimeUnit.MILLISECONDS);
        });
    }

    private static void close(Channel port) {
        ChannelFuture ignored = port.close();
    }

    void stop() {
        stopped = true;
        overload.removeLoop(lag);
    }

    /** Armed anew each time: a timer that repeats would catch up, and hide how late it was. */
    private void arm() {
        long armed = System.nanoTime();
        long worked = THREADS.getCurrentThreadCpuTime();
        vertx.setTimer(EVERY_MILLIS, ignored -> {
            if (!stopped) {
                long passed = System.nanoTime() - armed;
                lag.late(passed - EVERY_NANOS, (int) (100 * (THREADS.getCurrentThreadCpuTime() - worked) / passed));
                overload.look();
                open(!overload.level().isAtLeast(Level.NO_CONNECTIONS));
                arm();
            }
        });
    }

    private void open(boolean accepting) {
        Channel known = port;
        if (known != null && known.config().isAutoRead() != accepting) {
            known.config().setAutoRead(accepting);
        }
    }
}
