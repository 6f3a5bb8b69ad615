package dev.sluice.accounting;

import org.jspecify.annotations.Nullable;

/** This node must not serve with the journal and the database that it finds; the message says why, and what to do. */
public final class CannotStart extends RuntimeException {
    private static final long serialVersionUID = 1;

    /** With the reason and what to do. */
    public CannotStart(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
