package dev.sluice.ingress;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Explained;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Owns one event loop's share of the public port. Instances share the port; connections are spread over them. */
public final class IngressVerticle extends VerticleBase {
    private static final int ACCEPT_BACKLOG = 4096;
    private static final int MAX_CHUNK = 64 * 1024;

    private final BusNode node;
    private final Ingress ingress;
    private final IngressSettings settings;
    private @Nullable Running running;

    private record Running(Bus bus, Watch watch, LoopPulse pulse, HttpServer server) {}

    /** All instances of a node share one {@link Ingress}. */
    public IngressVerticle(BusNode node, Ingress ingress) {
        this.node = node;
        this.ingress = ingress;
        this.settings = ingress.settings();
    }

    @Override
    public Future<?> start() {
        Bus bus = node.join(context);
        Watch watch = new Watch(vertx, ingress, (holder, report) -> {
            if (holder.isEmpty()) {
                bus.ask(Addresses.PROGRESS, report);
            } else {
                bus.askAt(holder, Addresses.PROGRESS, report);
            }
        });
        LoopPulse pulse = new LoopPulse(vertx, ingress.overload());
        FrontDoor door = new FrontDoor(ingress, bus, watch, new Worker(vertx));
        HttpServerOptions options = options();
        HttpServer server = vertx.createHttpServer(options)
                .connectionHandler(connection -> {
                    StrictDecoder.install(connection, options);
                    KernelQueue.bound(connection);
                    pulse.connected(connection);
                    watch.connected(connection);
                })
                .requestHandler(door::handle)
                .invalidRequestHandler(door::handleInvalid);
        running = new Running(bus, watch, pulse, server);
        return bus.answer(
                        Addresses.EXPLAIN,
                        wanted -> Future.succeededFuture(new Explained(
                                ingress.traces().find(wanted.callId()).orElse(null))))
                .compose(answering -> server.listen());
    }

    private HttpServerOptions options() {
        return new HttpServerOptions()
                .setHost(settings.host())
                .setPort(settings.port())
                .setTcpNoDelay(true)
                .setAcceptBacklog(ACCEPT_BACKLOG)
                .setMaxHeaderSize(settings.maxHeader())
                .setMaxInitialLineLength(settings.maxUri())
                .setMaxChunkSize(MAX_CHUNK)
                .setHttp2ClearTextEnabled(false)
                // There are no web sockets here; their handler would look at every message.
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false)
                .setDecompressionSupported(false)
                .setCompressionSupported(false);
    }

    /** Lets running calls end within the drain time, then closes what is left. */
    @Override
    public Future<?> stop() {
        Running was = running;
        if (was == null) {
            return Future.succeededFuture();
        }
        Future<Void> closed = ingress.isDraining() ? was.pulse().closePort() : Future.succeededFuture();
        return closed.compose(done -> was.server().shutdown(settings.drain().toMillis(), TimeUnit.MILLISECONDS))
                .eventually(was.bus()::leave)
                .onComplete(ignored -> {
                    was.watch().stop();
                    was.pulse().stop();
                });
    }
}
