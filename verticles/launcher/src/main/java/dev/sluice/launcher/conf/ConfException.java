package dev.sluice.launcher.conf;

/** The configuration cannot be used. The message names the key, the value and what was expected. */
public final class ConfException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ConfException(String message) {
        super(message, null, false, false);
    }
}
