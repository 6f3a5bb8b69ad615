package dev.sluice.provider.egress;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.wire.UpstreamError;
import io.vertx.core.http.ConnectionPoolTooBusyException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What callers and the router are told where a connection fails, which says nothing itself. */
final class Mishaps {
    private static final Logger LOG = LoggerFactory.getLogger(Mishaps.class);

    static final UpstreamError UNREACHABLE =
            new UpstreamError(failed("The upstream could not be reached."), Verdict.UNREACHABLE);
    static final UpstreamError NO_ANSWER =
            new UpstreamError(failed("The upstream closed the connection without an answer."), Verdict.UNREACHABLE);
    static final UpstreamError BROKEN_OFF =
            new UpstreamError(failed("The upstream broke off its answer."), Verdict.FAILED);
    static final UpstreamError TOO_LONG =
            new UpstreamError(failed("The upstream's answer is too long."), Verdict.FAILED);

    private static final UpstreamError TOO_BUSY = new UpstreamError(
            GatewayError.of(Kind.OVERLOADED, "Too many calls wait for this upstream.")
                    .retryAfter(Duration.ofSeconds(1)),
            Verdict.FULL);

    private Mishaps() {}

    /** Of the reason why there is nothing to send. */
    static UpstreamError ofPreparing(Throwable cause) {
        if (cause instanceof GatewayException refused) {
            boolean unknown = refused.error().kind() == Kind.MODEL_NOT_FOUND;
            return new UpstreamError(refused.error(), unknown ? Verdict.MODEL_UNKNOWN : Verdict.REQUEST_AT_FAULT);
        }
        LOG.error("a request could not be translated", cause);
        return new UpstreamError(
                GatewayError.of(Kind.BUG, "The gateway could not translate the request."), Verdict.REQUEST_AT_FAULT);
    }

    /** Of the reason why there is no connection. */
    static UpstreamError ofConnecting(Throwable cause) {
        return switch (cause) {
            case GatewayException refused -> new UpstreamError(refused.error(), Verdict.UNREACHABLE);
            case ConnectionPoolTooBusyException ignored -> TOO_BUSY;
            default -> UNREACHABLE;
        };
    }

    private static GatewayError failed(String message) {
        return GatewayError.of(Kind.UPSTREAM_FAILED, message);
    }
}
