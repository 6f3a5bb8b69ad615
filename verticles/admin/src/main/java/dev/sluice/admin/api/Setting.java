package dev.sluice.admin.api;

import java.util.Locale;

/**
 * One key of this node's configuration, as it is in force.
 *
 * @param value in force, as text; a secret is masked
 * @param standard what it is where nobody says otherwise
 * @param description what it means; empty if that is not known here
 */
public record Setting(String key, String value, Source source, String standard, String description) {

    /** Where a value comes from. */
    public enum Source {
        OPTION,
        ENVIRONMENT,
        /** A file that says something else than what is usual. */
        FILE,
        DEFAULT;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
