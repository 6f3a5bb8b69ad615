package dev.sluice.store;

import org.jdbi.v3.core.Handle;

/** The number of the newest configuration change; {@link Edit} alone raises it. */
final class Generation {
    private Generation() {}

    static long read(Handle handle) {
        return handle.createQuery("SELECT number FROM generation WHERE id = 1")
                .mapTo(Long.class)
                .one();
    }
}
