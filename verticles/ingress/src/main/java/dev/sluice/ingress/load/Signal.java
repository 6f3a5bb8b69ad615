package dev.sluice.ingress.load;

import java.util.Locale;

/** Something by which a node notices that it has too much to do. */
public enum Signal {
    /** How late the slowest event loop comes to what is due. */
    EVENT_LOOP,
    /** What is left on the heap after a collection. */
    HEAP,
    /** Calls in flight. */
    CALLS,
    /** How long ends of calls wait for being durable. */
    JOURNAL,
    /** Ended calls that wait for the database. */
    DATABASE;

    /** As in labels and logs. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }
}
