package dev.sluice.provider.egress;

/** An upstream gave no token for a channel's secret. */
final class TokenRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    TokenRefused(int status) {
        super("the upstream gave no token; status " + status);
    }
}
