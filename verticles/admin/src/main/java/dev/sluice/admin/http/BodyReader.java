package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;

/**
 * Takes the body of one request from its socket, bounded in size and in time. Made and used on the request's context,
 * while the request is paused.
 *
 * <p>A body that is too large is read on and thrown away for a while, because a client that is still sending would
 * otherwise see a broken connection and not the answer.
 */
final class BodyReader {
    private static final int DISCARDED_AT_MOST = 8 << 20;

    private final Vertx vertx;
    private final HttpServerRequest request;
    private final Duration timeout;
    private final Promise<Bytes> done = Promise.promise();
    private Buffer body = Buffer.buffer();
    private long seen;
    private boolean started;

    BodyReader(Vertx vertx, HttpServerRequest request, Duration timeout) {
        this.vertx = vertx;
        this.request = request;
        this.timeout = timeout;
    }

    /** The whole body; fails with a {@code GatewayException} if it is larger than {@code limit}, or late. */
    Future<Bytes> read(int limit) {
        started = true;
        if (request.isEnded()) {
            return Future.succeededFuture(Bytes.EMPTY);
        }
        long timer = vertx.setTimer(
                timeout.toMillis(),
                id -> done.tryFail(
                        new GatewayException(Kind.REQUEST_TIMEOUT, "the request body did not come in time")));
        done.future().onComplete(ended -> vertx.cancelTimer(timer));
        request.exceptionHandler(
                cut -> done.tryFail(new GatewayException(Kind.MALFORMED, "the request body ended early")));
        request.handler(chunk -> take(chunk, limit));
        request.endHandler(end -> finish(limit));
        request.resume();
        return done.future();
    }

    /** Lets the rest of the body go by, so that an answer can follow it. Never fails. */
    Future<Bytes> drain() {
        if (started) {
            return Future.succeededFuture(Bytes.EMPTY);
        }
        return read(0).otherwise(Bytes.EMPTY);
    }

    private void take(Buffer chunk, int limit) {
        seen += chunk.length();
        if (seen <= limit) {
            body.appendBuffer(chunk);
            return;
        }
        body = Buffer.buffer();
        if (seen > limit + (long) DISCARDED_AT_MOST) {
            done.tryFail(tooLarge(limit));
        }
    }

    private void finish(int limit) {
        if (seen > limit) {
            done.tryFail(tooLarge(limit));
        } else {
            done.tryComplete(Bytes.of(body.getBytes()));
        }
    }

    private static GatewayException tooLarge(int limit) {
        return new GatewayException(Kind.TOO_LARGE, "the body is larger than " + limit + " bytes");
    }
}
