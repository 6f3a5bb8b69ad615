package dev.sluice.provider.egress;

import dev.sluice.wire.UpstreamError;

/** An upstream gave no token for a channel's secret. */
final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient UpstreamError why;

    TokenRefused(int status, UpstreamError why) {
        super("the upstream gave no token; status " + status);
        this.why = why;
    }

    /** What it means for the channel, and for the caller. */
    UpstreamError why() {
        return why;
    }
}
