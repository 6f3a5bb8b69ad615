package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.provider.passage.Source;
import dev.sluice.provider.upstream.Errand;
import dev.sluice.provider.upstream.HttpCall;
import dev.sluice.provider.upstream.TokenExchange;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientRequest;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.PoolOptions;
import io.vertx.core.internal.buffer.BufferInternal;
import io.vertx.core.net.TrustOptions;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one client that opens sockets outward, with its pools of connections. One for each event loop, used there.
 *
 * <p>Certificates and host names are always verified, redirects are not followed, and no compression is asked for.
 */
public final class Upstream {
    private static final Logger LOG = LoggerFactory.getLogger(Upstream.class);
    private static final int HEADER_LIMIT = 32 * 1024;
    private static final int CONNECT_LIMIT_MILLIS = 60_000;

    /**
     * What the kernel may take of an answer ahead of a caller who has stopped reading; Linux doubles it. Left to itself it
     * takes megabytes for each stream. It also bounds the pace of one answer: about 50 KiB for each round trip.
     */
    private static final int RECEIVE_BUFFER = 32 * 1024;

    private final Vertx vertx;
    private final HttpClient client;
    private final Ways ways;
    private final EgressSettings settings;
    private final TokenShelf tokens = new TokenShelf(this);

    /**
     * Makes the client; call it on the verticle's context.
     *
     * @param trust whose certificates are accepted; absent for those that the Java runtime accepts
     */
    public Upstream(Vertx vertx, Dialler dialler, EgressSettings settings, @Nullable TrustOptions trust) {
        this.vertx = vertx;
        this.ways = new Ways(dialler);
        this.settings = settings;
        this.client = vertx.httpClientBuilder()
                .with(options(settings, trust))
                .with(new PoolOptions().setHttp1MaxSize(settings.connections()).setMaxWaitQueueSize(settings.waiting()))
                // Else each connection that an upstream resets is an error in the log.
                .withConnectHandler(connection -> connection.exceptionHandler(Upstream::note))
                .build();
    }

    /** An answer to be had from this call. Nothing is sent before its passage starts it. */
    public Source answer(Errand errand) {
        AnswerForm form = new AnswerForm(errand, settings.maxBody());
        if (errand.isOverWebSocket()) {
            return new WebSocketSource(this, form);
        }
        Trail trail = errand.tickets()
                .map(tickets -> new Trail(this, errand, tickets, settings.maxBody()))
                .orElse(null);
        return new HttpSource(this, form, trail);
    }

    /**
     * What to send, found out where it does not hold anything up.
     *
     * @param token empty where none is needed
     */
    Future<HttpCall> prepare(Errand errand, String token) {
        return errand.isHeavy()
                ? offload(() -> errand.prepare(token))
                : Future.succeededFuture(errand).map(light -> light.prepare(token));
    }

    /** Does something that takes long, and comes back to the event loop with it. */
    <T> Future<T> offload(Callable<T> work) {
        return vertx.executeBlocking(work, false).map(done -> Objects.requireNonNull(done));
    }

    /** Does something in a while, on this event loop. */
    void later(Duration wait, Runnable action) {
        vertx.setTimer(Math.max(1, wait.toMillis()), due -> action.run());
    }

    /**
     * Fetches a small document.
     *
     * @param limit bytes; a longer body fails
     * @return its body, if the status is 200; else fails with a {@link GatewayException}
     */
    public Future<Bytes> fetch(HttpCall call, int limit, Duration within) {
        return ways.to(call)
                .compose(options -> client.request(options.setTimeout(within.toMillis())))
                .compose(request -> request.exceptionHandler(Upstream::note).send())
                .compose(response -> readWhole(response, limit));
    }

    /** A token for calls of a channel that need one. Fails with {@link TokenRefused} if the upstream gives none. */
    Future<String> token(TokenExchange exchange) {
        return tokens.of(exchange);
    }

    /**
     * Asks for a small document, whatever the status.
     *
     * @param limit bytes; a longer body fails
     */
    public Future<Fetched> ask(HttpCall call, int limit, Duration within) {
        return ways.to(call)
                .compose(options -> client.request(options.setTimeout(within.toMillis())))
                .compose(request -> request.exceptionHandler(Upstream::note).send(toBuffer(call.body())))
                .compose(response -> BoundedBody.read(response, limit)
                        .compose(body -> body.isCut()
                                ? Future.failedFuture(tooLong())
                                : Future.succeededFuture(new Fetched(response.statusCode(), body.bytes()))));
    }

    /** A small document, and the status with which it came. */
    public record Fetched(int status, Bytes body) {}

    static GatewayException tooLong() {
        return new GatewayException(Kind.UPSTREAM_FAILED, "The upstream's answer is too long.");
    }

    /** Ends all connections. */
    public Future<Void> close() {
        return client.close();
    }

    /** Connects, or takes an idle connection. Fails with a {@link GatewayException} if the address is refused. */
    Future<HttpClientRequest> connect(HttpCall call) {
        return ways.to(call)
                .compose(options -> client.request(options).onFailure(cause -> {
                    if (!(cause instanceof ConnectionPoolTooBusyException)) {
                        ways.avoid(call, options);
                    }
                }));
    }

    /**
     * What is told in other ways too: whoever waits for the connection learns it from a future. Only of what class it is, since
     * its words may repeat the address, which may hold a secret.
     */
    static void note(Throwable cause) {
        LOG.debug("a connection to an upstream ended: {}", cause.getClass().getName());
    }

    static Buffer toBuffer(Bytes bytes) {
        return BufferInternal.buffer(Unpooled.wrappedBuffer(bytes.array(), bytes.offset(), bytes.length()));
    }

    /** Shares the array where there is one of its own: Vert.x has copied what was read off the pooled memory already. */
    static Bytes toBytes(Buffer buffer) {
        ByteBuf read = ((BufferInternal) buffer).getByteBuf();
        if (!read.hasArray()) {
            return Bytes.of(buffer.getBytes());
        }
        int from = read.arrayOffset() + read.readerIndex();
        return Bytes.of(read.array(), from, from + read.readableBytes());
    }

    private static Future<Bytes> readWhole(HttpClientResponse response, int limit) {
        if (response.statusCode() != 200) {
            response.exceptionHandler(Upstream::note);
            response.request().reset();
            return Future.failedFuture(new GatewayException(
                    Kind.UPSTREAM_FAILED, "The upstream answered with status " + response.statusCode() + "."));
        }
        return BoundedBody.read(response, limit)
                .compose(body -> body.isCut() ? Future.failedFuture(tooLong()) : Future.succeededFuture(body.bytes()));
    }

    private static HttpClientOptions options(EgressSettings settings, @Nullable TrustOptions trust) {
        return new HttpClientOptions()
                .setTrustOptions(trust)
                .setVerifyHost(true)
                .setTcpNoDelay(true)
                .setReceiveBufferSize(RECEIVE_BUFFER)
                .setKeepAlive(true)
                .setKeepAliveTimeout((int) settings.keepAlive().toSeconds())
                .setPipelining(false)
                .setDecompressionSupported(false)
                .setMaxHeaderSize(HEADER_LIMIT)
                .setMaxRedirects(0)
                // The candidates' own limits are kept by the sweep; these end what nobody waits for any more.
                .setConnectTimeout(CONNECT_LIMIT_MILLIS)
                .setSslHandshakeTimeout(CONNECT_LIMIT_MILLIS)
                .setSslHandshakeTimeoutUnit(TimeUnit.MILLISECONDS);
    }
}
