package dev.sluice.store;

import org.jspecify.annotations.Nullable;

/**
 * Where the database is.
 *
 * @param url {@code jdbc:sqlite:…}, {@code jdbc:postgresql://…}, {@code jdbc:mysql://…} or {@code jdbc:mariadb://…}
 * @param connections size of the pool; SQLite always writes through one
 */
public record StoreSettings(
        String url, @Nullable String user, @Nullable Secret password, int connections) {
    public StoreSettings {
        if (connections < 1) {
            throw new IllegalArgumentException("a database needs at least one connection");
        }
    }
}
