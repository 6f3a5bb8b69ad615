package dev.sluice.store;

import dev.sluice.model.NanoDollars;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What happened to a user's balance, or came of a key, in a time: from sum to sum, with everything in between. */
public interface Statements {

    /** Writes a statement down as it is read, so that it is never in memory as a whole. */
    interface Pen {

        /** First: what there was. */
        void opening(NanoDollars balance);

        /** Then each line, in the order of time. */
        void line(Line line);

        /**
         * Last: what there is.
         *
         * @param proven whether opening and lines come to it, and all entries there ever were to the account
         */
        void closing(NanoDollars balance, boolean proven);
    }

    /**
     * One movement, or a day's calls of one model.
     *
     * @param kind {@code calls}, or the kind of the entry
     * @param amount negative where it was taken
     */
    record Line(
            Instant at,
            String kind,
            String model,
            long calls,
            NanoDollars amount,
            @Nullable String reason,
            @Nullable String externalId) {}

    /**
     * A user's balance.
     *
     * @param to not included
     */
    void ofUser(String userId, Instant from, Instant to, Pen pen);

    /**
     * What was spent with a key on whole days (UTC), as a balance that begins at nothing. A key's only lines are calls.
     */
    void ofKey(String keyId, Instant from, Instant to, Pen pen);
}
