package dev.sluice.ingress;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Route;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What callers are told where no upstream is to blame. */
final class Refusals {
    /** The hold of a stream could not be made durable, so nothing of it may be said. */
    static final GatewayError NOT_HELD = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "The call cannot be booked at the moment; try again.")
            .retryAfter(Duration.ofSeconds(5));
    /** The end of a call could not be made durable, so its end may not be said. */
    static final GatewayError NOT_BOOKED = GatewayError.of(
                    Kind.BILLING_UNAVAILABLE, "The end of the call could not be booked in time.")
            .retryAfter(Duration.ofSeconds(5));

    static final GatewayError NO_CHANNEL = GatewayError.of(
                    Kind.NO_CHANNEL, "No channel for this model is healthy; try again.")
            .retryAfter(Duration.ofSeconds(1));

    private Refusals() {}

    /** Why this route leads nowhere; null if it leads somewhere. */
    static @Nullable GatewayError of(Route route, Call call) {
        if (!route.known()) {
            return GatewayError.of(
                            Kind.MODEL_NOT_FOUND,
                            "The model '%s' does not exist or this key may not use it."
                                    .formatted(Printable.of(call.model())))
                    .at("model");
        } else if (route.unserved()) {
            return GatewayError.of(
                            Kind.MALFORMED,
                            "The model '%s' does not serve %s."
                                    .formatted(
                                            Printable.of(call.model()),
                                            call.operation().id()))
                    .withCode("unsupported_operation")
                    .at("model");
        } else if (route.isDeadEnd()) {
            return NO_CHANNEL;
        }
        return null;
    }
}
