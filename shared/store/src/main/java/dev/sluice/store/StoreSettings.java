package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * Where the database is.
 *
 * @param url {@code jdbc:sqlite:…}, {@code jdbc:postgresql://…}, {@code jdbc:mysql://…} or {@code jdbc:mariadb://…}
 * @param connections size of the pool; SQLite always writes through one
 * @param terms what an audit of these books lets pass
 */
public record StoreSettings(
        String url, @Nullable String user, @Nullable Secret password, int connections, AuditTerms terms) {
    /** With the usual terms. */
    public StoreSettings(String url, @Nullable String user, @Nullable Secret password, int connections) {
        this(url, user, password, connections, AuditTerms.DEFAULT);
    }

    public StoreSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("a database needs at least one connection");
        }
    }
}
