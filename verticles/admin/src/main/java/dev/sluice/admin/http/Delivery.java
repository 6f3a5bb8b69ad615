package dev.sluice.admin.http;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A long body on its way out: no more of it is made than the client takes, and none after it has left. Used on the
 * request's context.
 */
final class Delivery {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
    /** A client that takes nothing for so long is given up. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static final long PAUSE_MILLIS = 100;

    private final HttpServerResponse response;
    private final Context context;
    private final Workers workers;
    private final Pieces pieces;
    private final Promise<Void> over = Promise.promise();
    private long timer = -1;

    Delivery(HttpServerResponse response, Context context, Workers workers, Pieces pieces) {
        this.response = response;
        this.context = context;
        this.workers = workers;
        this.pieces = pieces;
    }

    /** Sends the first piece and then all others. The future completes when nothing more will be made; it never fails. */
    Future<Void> begin(Bytes first) {
        response.setChunked(true);
        response.closeHandler(gone -> over.tryComplete());
        response.exceptionHandler(broken -> over.tryComplete());
        send(first);
        return over.future().onComplete(done -> context.owner().cancelTimer(timer));
    }

    private boolean isOver() {
        return over.future().isComplete();
    }

    private void send(Bytes piece) {
        if (!piece.isEmpty()) {
            response.write(Buffer.buffer(piece.copy()));
        }
        if (response.writeQueueFull()) {
            awaitRoom();
        } else {
            make();
        }
    }

    private void awaitRoom() {
        timer = context.owner().setTimer(PATIENCE.toMillis(), late -> giveUp("the client takes nothing"));
        response.drainHandler(drained -> {
            response.drainHandler(null);
            context.owner().cancelTimer(timer);
            make();
        });
    }

    private void make() {
        if (isOver()) {
            return;
        }
        workers.run(context, pieces::next).onComplete(made -> {
            if (isOver()) {
                return;
            }
            if (made.succeeded()) {
                made.result().ifPresentOrElse(this::send, this::end);
            } else if (made.cause() instanceof GatewayException busy
                    && busy.error().kind() == Kind.OVERLOADED) {
                context.owner().setTimer(PAUSE_MILLIS, later -> make());
            } else {
                LOG.error("management export failed", made.cause());
                giveUp("a part could not be read");
            }
        });
    }

    private void end() {
        response.end().onComplete(ended -> over.tryComplete());
    }

    /** Cuts the answer off: a whole one could not be told from a part otherwise. */
    private void giveUp(String reason) {
        if (over.tryComplete()) {
            LOG.warn("management export cut off: {}", reason);
            response.reset();
        }
    }
}
