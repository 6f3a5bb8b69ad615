package dev.sluice.model.call;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Where every attempt at a channel passes on the node that makes it: they are counted while they are under way, and none
 * begins beyond what the operator allows the channel. Thread safe.
 */
public interface Traffic {
    /** Lets everything through and counts nothing. */
    Traffic UNCOUNTED = (candidate, tokens) -> Ticket.FREE;

    /**
     * Begins an attempt, or says that it may not begin.
     *
     * @param tokens a guess at what it will use; {@link Ticket#end} sets it right
     */
    Ticket begin(Candidate candidate, long tokens);

    /** One attempt. */
    interface Ticket {
        Ticket FREE = tokens -> {};

        /** After what time to ask again; null if the attempt may be made. */
        default @Nullable Duration refusedFor() {
            return null;
        }

        /**
         * The attempt is over. Called again it changes nothing.
         *
         * @param tokens what it used, below zero if nobody knows
         */
        void end(long tokens);
    }
}
