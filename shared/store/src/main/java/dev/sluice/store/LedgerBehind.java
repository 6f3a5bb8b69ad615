package dev.sluice.store;

/** The database lacks what a node's journal has seen it take in: an empty or older copy. Nothing may be served from it. */
public final class LedgerBehind extends RuntimeException {
    private static final long serialVersionUID = 1;

    public LedgerBehind(String message) {
        super(message, null, false, false);
    }
}
