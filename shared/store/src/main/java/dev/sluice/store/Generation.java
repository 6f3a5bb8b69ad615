package dev.sluice.store;

import org.jdbi.v3.core.Handle;

/** The number of the newest configuration change. Raised last in a transaction, because it locks all other changes out. */
final class Generation {
    private Generation() {}

    static long read(Handle handle) {
        return handle.createQuery("SELECT number FROM generation WHERE id = 1")
                .mapTo(Long.class)
                .one();
    }

    static void raise(Handle handle) {
        handle.execute("UPDATE generation SET number = number + 1 WHERE id = 1");
    }
}
