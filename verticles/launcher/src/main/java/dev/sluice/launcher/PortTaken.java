package dev.sluice.launcher;

/** A port cannot be listened on. */
final class PortTaken extends RuntimeException {
    private static final long serialVersionUID = 1;

    PortTaken(String host, int port, Throwable cause) {
        super("cannot listen on %s:%d: %s".formatted(host, port, cause.getMessage()), cause);
    }
}
