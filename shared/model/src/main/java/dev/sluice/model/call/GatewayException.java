package dev.sluice.model.call;

/** Carries a {@link GatewayError} through futures and across the bus; thrown for expected failures only. */
public final class GatewayException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient GatewayError error;

    public GatewayException(GatewayError error) {
        super(error.message(), null, false, false);
        this.error = error;
    }

    public GatewayException(GatewayError.Kind kind, String message) {
        this(GatewayError.of(kind, message));
    }

    public GatewayError error() {
        return error;
    }
}
