package dev.sluice.provider.upstream;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.Verdict;

/** A channel as calls find it: ready, or not to be used. */
public sealed interface Target permits Target.Unusable, Target.Demo, Remote {

    /**
     * A channel that cannot be called, however often one tries.
     *
     * @param reason for the operator; names no secret
     */
    record Unusable(String reason, Verdict verdict) implements Target {

        /** What callers are told. */
        public GatewayError error() {
            return GatewayError.of(GatewayError.Kind.UPSTREAM_FAILED, "The channel is not set up properly.");
        }
    }

    /** A channel of the built-in demonstration provider. */
    record Demo() implements Target {}
}
