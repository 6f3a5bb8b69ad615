package dev.sluice.bus;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.eventbus.ReplyException;
import io.vertx.core.eventbus.ReplyFailure;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the bus itself says when it cannot deliver. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    /** By then another node may have taken the part over, or what was waited for may have come back. */
    private static final Duration SOON = Duration.ofSeconds(1);

    private Failures() {}

    /** What the asker is told of an answerer's failure. Anything but an expected one is a bug, and is logged here. */
    static GatewayError toTell(String address, Throwable failure) {
        if (failure instanceof GatewayException expected) {
            return expected.error();
        }
        LOG.error("bug: address={}", address, failure);
        return GatewayError.of(Kind.BUG, "internal error");
    }

    static GatewayException unsent(String address, Throwable cause) {
        boolean nobody = cause instanceof ReplyException reply && reply.failureType() == ReplyFailure.NO_HANDLERS;
        return nobody ? nobody(address) : unavailable("`" + address + "` cannot be reached");
    }

    static GatewayException nobody(String address) {
        return unavailable("no node serves `" + address + "`");
    }

    static GatewayException notAt(String node, String address) {
        return unavailable("node " + node + " does not serve `" + address + "`");
    }

    static GatewayException left(String address) {
        return unavailable("the node that was asked `" + address + "` has left");
    }

    static GatewayException late(String address) {
        return overloaded("nobody answered `" + address + "` in time");
    }

    static GatewayException full(String address) {
        return overloaded("too many are waiting for `" + address + "`");
    }

    static GatewayException closed() {
        return overloaded("this part of the gateway has stopped");
    }

    static GatewayException lost(String address) {
        return new GatewayException(Kind.UPSTREAM_FAILED, "the stream from `" + address + "` broke");
    }

    private static GatewayException unavailable(String message) {
        return refusal(Kind.UNAVAILABLE, message);
    }

    private static GatewayException overloaded(String message) {
        return refusal(Kind.OVERLOADED, message);
    }

    private static GatewayException refusal(Kind kind, String message) {
        return new GatewayException(GatewayError.of(kind, message).retryAfter(SOON));
    }
}
