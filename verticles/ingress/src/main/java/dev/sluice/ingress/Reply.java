package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.http.HttpVersion;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One response in the caller's dialect: an error, a JSON body, or a stream with its keep-alives, its errors in-band and
 * its end. Used on one event loop only.
 */
final class Reply {
    private static final CharSequence JSON = HttpHeaders.createOptimized("application/json");
    private static final CharSequence EVENTS = HttpHeaders.createOptimized("text/event-stream; charset=utf-8");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence ACCEL_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");
    private static final CharSequence CHANNEL = HttpHeaders.createOptimized("x-sluice-channel");
    private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-sluice-attempts");
    private static final int WRITE_QUEUE = 16 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final DialectCodec codec;
    private final Watch watch;
    private final String requestId;
    private Framing framing = Framing.SSE;
    private boolean streaming;
    private int events;
    private int ungranted;

    Reply(HttpServerRequest request, DialectCodec codec, Watch watch, String requestId) {
        this.request = request;
        this.response = request.response();
        this.codec = codec;
        this.watch = watch;
        this.requestId = requestId;
        response.headers().set(RequestIds.HEADER, requestId);
    }

    HttpServerResponse response() {
        return response;
    }

    boolean isOver() {
        return response.ended() || response.closed();
    }

    void setLimits(List<LimitState> limits) {
        limits.forEach(limit -> LimitHeaders.set(response.headers(), limit));
    }

    void setChannel(String channel, int attempts) {
        response.headers().set(CHANNEL, channel).set(ATTEMPTS, Integer.toString(attempts));
    }

    /** Begins a stream, unless it has begun. */
    void beginStream(Map<String, String> headers) {
        if (!streaming) {
            streaming = true;
            MultiMap out = response.headers();
            headers.forEach(out::set);
            out.set(HttpHeaders.CONTENT_TYPE, EVENTS)
                    .set(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                    .set(ACCEL_BUFFERING, NO);
            response.setChunked(true).setWriteQueueMaxSize(WRITE_QUEUE);
        }
    }

    boolean isStreaming() {
        return streaming;
    }

    /** Writes a piece of the stream; {@code grant} is called with its length once the socket has room for more. */
    void write(Bytes piece, int more, LongConsumer grant) {
        if (piece.isEmpty()) {
            return;
        }
        events += more;
        response.write(Buffers.wrap(piece));
        ungranted += piece.length();
        if (response.writeQueueFull()) {
            response.drainHandler(ignored -> grantAll(grant));
        } else {
            grantAll(grant);
        }
    }

    private void grantAll(LongConsumer grant) {
        int drained = ungranted;
        ungranted = 0;
        if (drained > 0) {
            grant.accept(drained);
        }
    }

    boolean isStalled() {
        return streaming && response.writeQueueFull();
    }

    /** Closes the connection under a reader that has stopped reading. */
    void cut() {
        Watch.cut(request.connection());
    }

    void keepAlive() {
        beginStream(Map.of());
        response.write(Buffers.wrap(codec.keepAlive(framing)));
    }

    /** Ends a stream as the dialect wants it. */
    void endStream(@Nullable Bytes lastWord) {
        end(lastWord == null ? Bytes.EMPTY : lastWord);
    }

    /**
     * Ends the stream. The connection waits for its next request from before the end, since the end may begin a request
     * that was sent ahead. HTTP/1.0 knows no chunks: there the end of the connection is what ends a stream.
     */
    private void end(Bytes lastWord) {
        watch.requestEnded(request.connection());
        response.end(Buffers.wrap(lastWord));
        if (request.version() == HttpVersion.HTTP_1_0) {
            request.connection().close();
        }
    }

    void endJson(int status, Map<String, String> headers, Bytes body) {
        MultiMap out = response.headers();
        headers.forEach(out::set);
        out.set(HttpHeaders.CONTENT_TYPE, JSON);
        watch.requestEnded(request.connection());
        response.setStatusCode(status).end(Buffers.wrap(body));
    }

    /** Says what went wrong: with a status if nothing was sent yet, else in-band, and then the stream ends. */
    void fail(GatewayError error) {
        if (isOver()) {
            return;
        }
        if (streaming) {
            end(codec.writeErrorEvent(error, requestId, framing, events));
        } else {
            error.retry().ifPresent(wait -> response.headers().set(HttpHeaders.RETRY_AFTER, seconds(wait)));
            if (isFinal(error)) {
                response.headers().set(SHOULD_RETRY, "false");
            }
            endJson(error.status(), Map.of(), codec.writeError(error, requestId));
        }
    }

    /** As {@link #fail}, and the connection is not used again. */
    void failAndClose(GatewayError error) {
        if (!isOver() && !streaming) {
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
        fail(error);
        request.connection().close();
    }

    // The gateway has tried every channel; official SDKs obey this header, and would otherwise multiply the load.
    private static boolean isFinal(GatewayError error) {
        return switch (error.kind()) {
            case UPSTREAM_FAILED, UPSTREAM_TIMEOUT -> true;
            default -> false;
        };
    }

    static String seconds(Duration wait) {
        return Long.toString(Math.max(1, wait.plusMillis(999).toSeconds()));
    }
}
