package dev.sluice.store;

import org.jdbi.v3.core.Handle;

/**
 * What was ever spent with a key: days out of the roll-ups, which stay when requests are deleted by policy, and the requests
 * that are not rolled up yet. Exact in one transaction.
 */
final class KeySpending {
    static final long DAY = 86_400_000;

    /** Calls of {@code :key} by day and model, as a table. */
    static final String DAYS = "(SELECT starts_at AS day, model, requests AS calls, cost FROM usage_day"
            + " WHERE key_id = :key UNION ALL SELECT r.arrived_at - r.arrived_at % " + DAY + ", r.model, 1, r.cost"
            + " FROM request r LEFT JOIN roll_up u ON u.node = r.node"
            + " WHERE r.key_id = :key AND r.seq > COALESCE(u.rolled_to, 0)) c";

    private KeySpending() {}

    static long total(Handle handle, String keyId) {
        return handle.createQuery("SELECT COALESCE(SUM(cost), 0) FROM " + DAYS)
                .bind("key", keyId)
                .mapTo(Long.class)
                .one();
    }

    /** On days before this one. */
    static long before(Handle handle, String keyId, long day) {
        return handle.createQuery("SELECT COALESCE(SUM(cost), 0) FROM " + DAYS + " WHERE day < :day")
                .bind("key", keyId)
                .bind("day", day)
                .mapTo(Long.class)
                .one();
    }
}
