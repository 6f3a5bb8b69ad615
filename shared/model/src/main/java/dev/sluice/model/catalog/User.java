package dev.sluice.model.catalog;

import java.util.Set;

/**
 * Who pays.
 *
 * @param unlimited whether calls are let through whatever the balance is (it may go below zero)
 */
public record User(String id, String name, String role, boolean enabled, boolean unlimited) {
    private static final Set<String> ADMINISTRATORS = Set.of("admin", "root");

    /** Whether this is somebody who sets up channels, and so may choose among them. */
    public boolean isAdministrator() {
        return ADMINISTRATORS.contains(role);
    }
}
