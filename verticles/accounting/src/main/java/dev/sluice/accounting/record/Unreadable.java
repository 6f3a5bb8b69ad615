package dev.sluice.accounting.record;

/** A record is not one that this version of Sluice can read. */
public final class Unreadable extends RuntimeException {
    private static final long serialVersionUID = 1;

    Unreadable(String message) {
        super(message);
    }
}
