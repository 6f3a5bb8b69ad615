package dev.sluice.store;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that operators tell all users.
 *
 * @param startsAt from when on it is shown; absent for at once
 * @param endsAt until when; absent for until it is deleted
 */
public record Announcement(
        String id,
        String title,
        String text,
        Level level,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        Instant madeAt) {

    /** How much it matters. */
    public enum Level {
        INFO,
        WARNING
    }
}
