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

    /** Whose channels they are decides which is tried; callers cannot take turns that are not theirs. */
    static final GatewayError MAY_NOT_PIN = GatewayError.of(
                    Kind.FORBIDDEN, "Only keys of administrators may name the channel that is to answer.")
            .at("x-sluice-channel");

    private Refusals() {}

    /**
     * Why this route leads nowhere; null if it leads somewhere.
     *
     * @param pinned the only channel that may answer; null for any
     */
    static @Nullable GatewayError of(Route route, Call call, @Nullable String pinned) {
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
            return pinned == null ? NO_CHANNEL : notThere(pinned, call.model());
        }
        return null;
    }

    private static GatewayError notThere(String channelId, String model) {
        return GatewayError.of(
                        Kind.MALFORMED,
                        "The channel '%s' does not serve the model '%s' to this key's group, or cannot be tried now."
                                .formatted(Printable.of(channelId), Printable.of(model)))
                .withCode("channel_not_available")
                .at("x-sluice-channel");
    }
}
