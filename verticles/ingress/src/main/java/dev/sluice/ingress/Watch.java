package dev.sluice.ingress;

import dev.sluice.model.call.CallProgress;
import dev.sluice.model.call.ProgressReport;
import io.netty.channel.ChannelFuture;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.net.impl.ConnectionBase;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the deadlines of one event loop with a single timer: headers that do not come, bodies that trickle, streams that
 * need a sign of life, readers that have stopped. Once a second it tells how far streams have come. Used on that event
 * loop only.
 */
final class Watch {
    private static final long TICK_MILLIS = 250;
    private static final int TICKS_A_REPORT = 4;
    private static final int MOST_IN_A_REPORT = 500;
    private static final long BUSY = Long.MAX_VALUE;

    /** Something with deadlines of its own. */
    interface Watched {
        /** Called on every tick while watched. */
        void tick(long nowNanos);

        /** Called once a second while watched: how far a stream has come, if it has come further since. */
        default @Nullable CallProgress news() {
            return null;
        }

        /** Which node's accounting is to hear that news; empty if it does not matter. */
        default String holder() {
            return "";
        }
    }

    /**
     * When the headers of a connection's next request must be whole, as nanoseconds since the origin. Changed in place at
     * each request: what is old and refers to what is new costs the collector's care.
     */
    private static final class Deadline {
        private long nanos;

        private Deadline(long nanos) {
            this.nanos = nanos;
        }
    }

    private final Vertx vertx;
    private final Ingress ingress;
    private final Budget open;
    private final long timer;
    private final long origin = System.nanoTime();
    private final long headerNanos;
    private final long idleNanos;
    /** Every open connection. */
    private final Map<HttpConnection, Deadline> deadlines = new HashMap<>();

    private final Set<Watched> watched = new HashSet<>();
    private final BiConsumer<String, ProgressReport> reports;
    private int ticks;

    /**
     * Begins to watch.
     *
     * @param reports told which node is to hear how far streams have come
     */
    Watch(Vertx vertx, Ingress ingress, BiConsumer<String, ProgressReport> reports) {
        this.vertx = vertx;
        this.reports = reports;
        this.ingress = ingress;
        this.open = ingress.connections();
        this.headerNanos = ingress.settings().headerTimeout().toNanos();
        this.idleNanos = ingress.settings().idleTimeout().toNanos();
        this.timer = vertx.setPeriodic(TICK_MILLIS, ignored -> tick(System.nanoTime()));
    }

    void connected(HttpConnection connection) {
        if (!open.take(1)) {
            connection.close();
            return;
        }
        String address = connection.remoteAddress().hostAddress();
        if (!ingress.addresses().take(address)) {
            open.giveBack(1);
            connection.close();
            return;
        }
        deadlines.put(connection, new Deadline(sinceOrigin(System.nanoTime()) + headerNanos));
        connection.closeHandler(ignored -> {
            deadlines.remove(connection);
            ingress.addresses().giveBack(address);
            open.giveBack(1);
        });
    }

    /** The headers of a request are whole; the exchange keeps its own deadlines from here. */
    void requestBegan(HttpConnection connection) {
        extend(connection, BUSY);
    }

    /** A response has ended; the connection waits for its next request. */
    void requestEnded(HttpConnection connection) {
        extend(connection, sinceOrigin(System.nanoTime()) + idleNanos);
    }

    /** Unless it is closed already. */
    private void extend(HttpConnection connection, long until) {
        Deadline deadline = deadlines.get(connection);
        if (deadline != null) {
            deadline.nanos = until;
        }
    }

    /** Whether connections are closed after their answers. */
    boolean isLettingGo() {
        return ingress.isLettingGo();
    }

    void add(Watched one) {
        watched.add(one);
    }

    void remove(Watched one) {
        watched.remove(one);
    }

    /** Does this once, later. */
    long later(long nanos, Runnable action) {
        return vertx.setTimer(Math.max(1, TimeUnit.NANOSECONDS.toMillis(nanos)), ignored -> action.run());
    }

    /** Does it no more. */
    void forget(long later) {
        vertx.cancelTimer(later);
    }

    void stop() {
        vertx.cancelTimer(timer);
    }

    private void tick(long nowNanos) {
        long now = sinceOrigin(nowNanos);
        List<HttpConnection> overdue = new ArrayList<>();
        deadlines.forEach((connection, deadline) -> {
            if (now > deadline.nanos) {
                overdue.add(connection);
            }
        });
        overdue.forEach(Watch::cut);
        for (Watched one : List.copyOf(watched)) {
            one.tick(nowNanos);
        }
        ticks++;
        if (ticks % TICKS_A_REPORT == 0) {
            report();
        }
    }

    private void report() {
        Map<String, List<CallProgress>> lines = new HashMap<>();
        for (Watched one : watched) {
            CallProgress line = one.news();
            if (line != null) {
                String holder = one.holder();
                List<CallProgress> more = lines.computeIfAbsent(holder, node -> new ArrayList<>());
                more.add(line);
                if (more.size() == MOST_IN_A_REPORT) {
                    reports.accept(holder, new ProgressReport(more));
                    more.clear();
                }
            }
        }
        lines.forEach((holder, rest) -> {
            if (!rest.isEmpty()) {
                reports.accept(holder, new ProgressReport(rest));
            }
        });
    }

    /**
     * Closes a connection now. Closing it the usual way would first wait for what is queued to be read, which a peer that
     * has stopped reading never does; the channel drops it.
     */
    static void cut(HttpConnection connection) {
        if (connection instanceof ConnectionBase base) {
            ChannelFuture ignored = base.channelHandlerContext().close();
        }
    }

    private long sinceOrigin(long nanos) {
        return nanos - origin;
    }
}
