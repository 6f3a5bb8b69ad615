package dev.sluice.store;

/** The database cannot be reached, or not used. Callers answer 503, never 401. */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
