package dev.sluice.ingress;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads one request body within the limit, the node's budget and a minimum rate. Memory grows with what has come, not
 * with what was announced.
 */
final class BodyReader implements Watch.Watched {
    private static final int FIRST = 64 * 1024;
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Ingress ingress;
    private final Watch watch;
    private final HttpServerRequest request;
    private final Promise<Bytes> whole = Promise.promise();
    private final long startedNanos = System.nanoTime();
    private final long announced;
    private byte @Nullable [] bytes;
    private int length;
    private boolean done;

    private BodyReader(Ingress ingress, Watch watch, HttpServerRequest request, long announced) {
        this.ingress = ingress;
        this.watch = watch;
        this.request = request;
        this.announced = announced;
    }

    /** The announced length, -1 if the body is chunked, 0 if there is none. */
    static long announced(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length != null) {
            return Long.parseLong(length);
        }
        return request.headers().contains(HttpHeaders.TRANSFER_ENCODING) ? -1 : 0;
    }

    /** Refuses by size before anything is read. */
    static void checkAnnounced(Ingress ingress, long announced) {
        if (announced > ingress.settings().maxBody()) {
            throw new GatewayException(tooLarge(ingress));
        }
    }

    /**
     * The body. What it holds of the budget is given back by the caller ({@link BodyBudget#giveBack}) when the future
     * succeeds, and by the reader when it fails.
     */
    static Future<Bytes> read(Ingress ingress, Watch watch, HttpServerRequest request) {
        BodyReader reader = new BodyReader(ingress, watch, request, announced(request));
        reader.begin();
        return reader.whole.future();
    }

    private void begin() {
        String expect = request.getHeader(HttpHeaders.EXPECT);
        if (expect != null && expect.equalsIgnoreCase("100-continue")) {
            request.response().writeContinue();
        }
        request.handler(this::take);
        request.endHandler(ignored -> finish());
        request.exceptionHandler(cause -> fail(GatewayError.of(Kind.MALFORMED, "The body ended before it was whole.")));
        watch.add(this);
    }

    private void take(Buffer piece) {
        if (done) {
            return;
        }
        int size = piece.length();
        if ((long) length + size > ingress.settings().maxBody()) {
            fail(tooLarge(ingress));
        } else if (!ingress.bodies().take(size)) {
            fail(tooManyBytes());
        } else {
            append(piece, size);
        }
    }

    private void append(Buffer piece, int size) {
        if (bytes == null && size == announced) {
            bytes = piece.getBytes();
        } else {
            byte[] room = bytes == null ? new byte[Math.max(FIRST, size)] : bytes;
            if (room.length < length + size) {
                room = Arrays.copyOf(room, (int) Math.min(ingress.settings().maxBody(), 2L * (length + size)));
            }
            piece.getBytes(room, length);
            bytes = room;
        }
        length += size;
    }

    private void finish() {
        if (!done) {
            stop();
            whole.complete(bytes == null ? Bytes.EMPTY : Bytes.of(bytes, 0, length));
        }
    }

    @Override
    public void tick(long now) {
        long late = now - startedNanos - ingress.settings().bodyGrace().toNanos();
        if (late > 0 && length < late / 1_000_000_000.0 * ingress.settings().bodyRate()) {
            fail(GatewayError.of(Kind.REQUEST_TIMEOUT, "The body came too slowly."));
        }
    }

    private void fail(GatewayError error) {
        if (!done) {
            stop();
            ingress.bodies().giveBack(length);
            whole.fail(new GatewayException(error));
        }
    }

    private void stop() {
        done = true;
        watch.remove(this);
    }

    /** Said when the node's budget is used up. */
    static GatewayError tooManyBytes() {
        return GatewayError.of(Kind.RATE_LIMITED, "The gateway holds as many request bodies as it may; try again.")
                .withCode("too_many_bytes_in_flight")
                .retryAfter(RETRY);
    }

    private static GatewayError tooLarge(Ingress ingress) {
        return GatewayError.of(
                Kind.TOO_LARGE,
                "The body is larger than the limit of %d bytes (http.max-body)."
                        .formatted(ingress.settings().maxBody()));
    }
}
