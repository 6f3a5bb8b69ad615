package dev.sluice.provider.egress;

import dev.sluice.model.Bytes;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;

/**
 * A body read up to a limit.
 *
 * @param isCut whether there was more; the connection is then closed
 */
record BoundedBody(Bytes bytes, boolean isCut) {

    static Future<BoundedBody> read(HttpClientResponse response, int limit) {
        Promise<BoundedBody> whole = Promise.promise();
        Buffer sum = Buffer.buffer();
        response.handler(piece -> {
            int room = limit - sum.length();
            sum.appendBuffer(piece, 0, Math.min(room, piece.length()));
            if (piece.length() > room && whole.tryComplete(new BoundedBody(Bytes.of(sum.getBytes()), true))) {
                response.request().reset();
            }
        });
        response.exceptionHandler(whole::tryFail);
        response.endHandler(end -> whole.tryComplete(new BoundedBody(Bytes.of(sum.getBytes()), false)));
        return whole.future();
    }
}
