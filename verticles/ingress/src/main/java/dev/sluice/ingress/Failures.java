package dev.sluice.ingress;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells expected failures from bugs, at the edge where both must become an answer. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private Failures() {}

    static GatewayError explain(Throwable cause) {
        if (cause instanceof GatewayException expected) {
            return expected.error();
        }
        LOG.error("a request met a bug", cause);
        return GatewayError.of(Kind.BUG, "The gateway failed; the request id helps its operator to find out why.");
    }
}
