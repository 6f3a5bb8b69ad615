package dev.sluice.model.call;

import java.util.List;

/**
 * The channels to try, best first, no channel twice; and those passed over, with the reason.
 *
 * @param known whether any channel of the caller's group serves the model at all, resting or not
 * @param unserved whether none of these, resting or not, can do with the model what is asked
 */
public record Route(List<Candidate> candidates, List<Skipped> skipped, boolean known, boolean unserved) {
    public Route {
        candidates = List.copyOf(candidates);
        skipped = List.copyOf(skipped);
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
}
