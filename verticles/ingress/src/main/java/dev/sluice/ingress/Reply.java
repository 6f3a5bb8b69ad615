package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.DialectCodec;
import io.vertx.core.Future;
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
    private static final CharSequence AWS_EVENTS = HttpHeaders.createOptimized("application/vnd.amazon.eventstream");
    private static final String LOSSES = "x-sluice-losses";
    private static final String SHOW_LOSSES = "x-sluice-show-losses";
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-cache");
    private static final CharSequence ACCEL_BUFFERING = HttpHeaders.createOptimized("x-accel-buffering");
    private static final CharSequence NO = HttpHeaders.createOptimized("no");
    private static final CharSequence SHOULD_RETRY = HttpHeaders.createOptimized("x-should-retry");
    private static final CharSequence CHANNEL = HttpHeaders.createOptimized("x-sluice-channel");
    private static final CharSequence ATTEMPTS = HttpHeaders.createOptimized("x-sluice-attempts");
    private static final CharSequence FALLBACK = HttpHeaders.createOptimized("x-sluice-fallback");
    private static final CharSequence EXPLAIN = HttpHeaders.createOptimized("x-sluice-explain");
    private static final int WRITE_QUEUE = 16 * 1024;

    private final HttpServerRequest request;
    private final HttpServerResponse response;
    private final DialectCodec codec;
    private final Watch watch;
    private final String requestId;
    private final @Nullable String pinnedChannel;
    private Framing framing = Framing.WHOLE;
    private boolean streaming;
    private boolean last;
    private int events;
    private int ungranted;

    Reply(HttpServerRequest request, DialectCodec codec, Watch watch, String requestId) {
        this.request = request;
        this.response = request.response();
        this.codec = codec;
        this.watch = watch;
        this.requestId = requestId;
        this.pinnedChannel = request.getHeader(CHANNEL);
        response.headers().set(RequestIds.HEADER, requestId);
        codec.requestIdHeader().ifPresent(name -> response.headers().set(name, requestId));
    }

    /** How events stand in the body, once there are any. */
    void promise(Framing events) {
        framing = events;
    }

    /** The status by which this dialect's clients know a failure. */
    int status(GatewayError error) {
        return codec.status(error);
    }

    /** The status that the caller sees if it is told of a failure now. */
    int shown(GatewayError error) {
        return streaming ? 200 : status(error);
    }

    HttpServerResponse response() {
        return response;
    }

    boolean isOver() {
        return response.ended() || response.closed();
    }

    void setLimits(List<LimitState> limits) {
        limits.forEach(limit -> LimitHeaders.set(response.headers(), limit, codec.dialect()));
    }

    /**
     * Says which channel answers, and which model if it is not the one that was asked for.
     *
     * @param attempts how many channels were tried; 0 if callers are not told of channels
     */
    void nameWhoAnswers(Candidate candidate, int attempts) {
        if (attempts > 0) {
            response.headers().set(CHANNEL, candidate.channelName()).set(ATTEMPTS, Integer.toString(attempts));
        }
        if (candidate.standsIn() != null) {
            response.headers().set(FALLBACK, Printable.of(candidate.standsIn()));
        }
    }

    /** Whether the caller asks which channel answers, and where the time goes. */
    boolean isExplanationWanted() {
        return "true".equalsIgnoreCase(request.getHeader(EXPLAIN));
    }

    /** Says so in a header, unless it is too late for one. */
    void explain(String brief) {
        if (!streaming) {
            response.headers().set(EXPLAIN, brief);
        }
    }

    /** The only channel that the caller wants an answer of; null for any. */
    @Nullable
    String pinnedChannel() {
        return pinnedChannel;
    }

    /** A header of the request; null if there is none. */
    @Nullable
    String header(String name) {
        return request.getHeader(name);
    }

    /** Begins a stream, unless it has begun. */
    void beginStream(Map<String, String> headers) {
        if (!streaming) {
            streaming = true;
            MultiMap out = response.headers();
            setAll(headers);
            decideOnConnection();
            out.set(HttpHeaders.CONTENT_TYPE, contentType(framing))
                    .set(HttpHeaders.CACHE_CONTROL, NO_CACHE)
                    .set(ACCEL_BUFFERING, NO);
            response.setChunked(true).setWriteQueueMaxSize(WRITE_QUEUE);
        }
    }

    private static CharSequence contentType(Framing framing) {
        return switch (framing) {
            case WHOLE, JSON_ARRAY -> JSON;
            case SSE -> EVENTS;
            case AWS -> AWS_EVENTS;
        };
    }

    /** Sets what the provider lets the caller see; what was lost on the way only if the caller asks for it. */
    private void setAll(Map<String, String> headers) {
        headers.forEach((name, value) -> {
            if (!name.equals(LOSSES) || "true".equalsIgnoreCase(request.getHeader(SHOW_LOSSES))) {
                response.headers().set(name, value);
            }
        });
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

    /** Says something that means nothing, where the dialect has such a thing. */
    void keepAlive() {
        Bytes nothing = codec.keepAlive(framing);
        if (!nothing.isEmpty()) {
            beginStream(Map.of());
            response.write(Buffers.wrap(nothing));
        }
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
        if (last || request.version() == HttpVersion.HTTP_1_0) {
            request.connection().close();
        }
    }

    /** Says the whole of it; the future completes once it is written, or never can be. */
    Future<Void> endJson(int status, Map<String, String> headers, Bytes body) {
        setAll(headers);
        response.headers().set(HttpHeaders.CONTENT_TYPE, JSON);
        decideOnConnection();
        watch.requestEnded(request.connection());
        Future<Void> written = response.setStatusCode(status).end(Buffers.wrap(body));
        if (last) {
            request.connection().close();
        }
        return written;
    }

    /** While the node lets go of its callers, each hears with the answer that there will be no other on this connection. */
    private void decideOnConnection() {
        if (watch.isLettingGo()) {
            last = true;
            response.headers().set(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
        }
    }

    /** Says what went wrong: with a status if nothing was sent yet, else in-band, and then the stream ends. */
    void fail(GatewayError error) {
        if (isOver()) {
            return;
        }
        if (streaming) {
            response.write(Buffers.wrap(codec.writeErrorEvent(error, requestId, framing, events)));
            end(codec.writeErrorEnd(error, requestId, framing));
        } else {
            error.retry().ifPresent(wait -> response.headers().set(HttpHeaders.RETRY_AFTER, seconds(wait)));
            if (isFinal(error)) {
                response.headers().set(SHOULD_RETRY, "false");
            }
            endJson(status(error), codec.errorHeaders(error), codec.writeError(error, requestId));
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
