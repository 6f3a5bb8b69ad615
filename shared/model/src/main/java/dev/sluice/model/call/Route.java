package dev.sluice.model.call;

import java.util.List;
import java.util.Objects;

/**
 * The channels to try, best first, no channel twice for the same model; and those passed over, with the reason.
 *
 * @param known whether any channel of the caller's group serves the model at all, resting or not
 * @param unserved whether none of these, resting or not, can do with the model what is asked
 * @param wishes what whoever walks it is asked for
 */
public record Route(List<Candidate> candidates, List<Skipped> skipped, boolean known, boolean unserved, Wishes wishes) {
    public Route {
        candidates = List.copyOf(candidates);
        skipped = List.copyOf(skipped);
        // A node of an older version has none.
        wishes = Objects.requireNonNullElse(wishes, Wishes.NONE);
    }

    /** A route that may be walked as is usual. */
    public Route(List<Candidate> candidates, List<Skipped> skipped, boolean known, boolean unserved) {
        this(candidates, skipped, known, unserved, Wishes.NONE);
    }

    /** A route where what is asked is not what stands in the way. */
    public Route(List<Candidate> candidates, List<Skipped> skipped, boolean known) {
        this(candidates, skipped, known, false);
    }

    public boolean isDeadEnd() {
        return candidates.isEmpty();
    }

    /** A channel that was not considered. */
    public record Skipped(String channelId, String reason) {}

    /**
     * What a router asks of whoever asks it.
     *
     * @param anchor to ask again with the call's anchor, if it did not come with the question, and to send it from now on
     * @param usage to be told what was used, once that is known
     * @param policyFallback to go on to another model where an upstream refuses a request for its content
     */
    public record Wishes(boolean anchor, boolean usage, boolean policyFallback) {
        public static final Wishes NONE = new Wishes(false, false, false);
    }
}
