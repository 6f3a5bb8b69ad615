package dev.sluice.bus.papers;

/** Certificates cannot be made as asked for; the message says why. */
public final class PapersRefused extends RuntimeException {
    private static final long serialVersionUID = 1;

    PapersRefused(String message) {
        super(message);
    }
}
