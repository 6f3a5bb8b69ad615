package dev.sluice.store;

/** What was to be written contradicts what is there already, such as a second channel of one name. */
public final class StoreConflict extends RuntimeException {
    private static final long serialVersionUID = 1;

    public StoreConflict(String message) {
        super(message, null, false, false);
    }
}
