package dev.sluice.store;

/** Whose calls somebody may see. Every read of calls asks for it, so that none can forget. */
public sealed interface Sight {
    Sight EVERYTHING = new Everything();

    static Sight ofUser(String userId) {
        return new Own(userId);
    }

    /** An administrator's. */
    record Everything() implements Sight {}

    /** A user's: those of the user's own keys. */
    record Own(String userId) implements Sight {}
}
