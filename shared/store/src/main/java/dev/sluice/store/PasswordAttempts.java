package dev.sluice.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How often strangers have tried passwords for an account lately, counted over all nodes. */
public interface PasswordAttempts {
    /** So many within {@link #WINDOW}, whatever addresses they come from. */
    int MOST = 10;

    Duration WINDOW = Duration.ofMinutes(15);

    /**
     * Counts an attempt, if there may be one. Who is no user is not counted: there is no password to be found.
     *
     * @return how long to wait, if there may not
     */
    Optional<Duration> take(String userId, Instant now);

    /** The attempt that was counted then was right, and is not held against the account. */
    void forgive(String userId, Instant counted);
}
