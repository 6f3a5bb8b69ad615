package dev.sluice.model.call;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Where every attempt at a channel passes on the node that makes it: they are counted while they are under way, and none
 * begins beyond what the operator allows the channel. Thread safe.
 */
public interface Traffic {
    /** Lets everything through and counts nothing. */
    Traffic UNCOUNTED = new Traffic() {
        @Override
        public Ticket begin(Candidate candidate, long tokens) {
            return Ticket.FREE;
        }

        @Override
        public void meet(Set<String> nodes) {}

        @Override
        public Map<String, Integer> inFlight() {
            return Map.of();
        }
    };

    /**
     * Begins an attempt, or says that it may not begin.
     *
     * @param tokens a guess at what it will use; {@link Ticket#end} sets it right
     */
    Ticket begin(Candidate candidate, long tokens);

    /** These nodes ask channels now, and share what operators allow. To be told now and then, and first of all. */
    void meet(Set<String> nodes);

    /** Attempts under way, by channel; without those that have none. */
    Map<String, Integer> inFlight();

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
