package dev.sluice.model.call;

import dev.sluice.model.catalog.RoutingRule.Hedge;
import dev.sluice.model.catalog.Strategy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The channels to try, best first, none twice with the same key for the same model; and those passed over, with the reason.
 *
 * @param known whether any channel of the caller's group serves the model at all, resting or not
 * @param unserved whether none of these, resting or not, can do with the model what is asked
 * @param wishes what whoever walks it is asked for
 * @param choice how the candidates came to be in this order; absent if the router does not say
 * @param shadow the channel that gets a copy of this call, whose answer nobody hears; absent for none
 */
public record Route(
        List<Candidate> candidates,
        List<Skipped> skipped,
        boolean known,
        boolean unserved,
        Wishes wishes,
        @Nullable Choice choice,
        @Nullable Candidate shadow) {
    public Route {
        candidates = List.copyOf(candidates);
        skipped = List.copyOf(skipped);
        // A node of an older version has none.
        wishes = Objects.requireNonNullElse(wishes, Wishes.NONE);
    }

    /** A route of a call that is not copied. */
    public Route(
            List<Candidate> candidates,
            List<Skipped> skipped,
            boolean known,
            boolean unserved,
            Wishes wishes,
            @Nullable Choice choice) {
        this(candidates, skipped, known, unserved, wishes, choice, null);
    }

    /** A route that does not say how it was chosen. */
    public Route(List<Candidate> candidates, List<Skipped> skipped, boolean known, boolean unserved, Wishes wishes) {
        this(candidates, skipped, known, unserved, wishes, null);
    }

    /** A route that may be walked as is usual. */
    public Route(List<Candidate> candidates, List<Skipped> skipped, boolean known, boolean unserved) {
        this(candidates, skipped, known, unserved, Wishes.NONE);
    }

    /** A route where what is asked is not what stands in the way. */
    public Route(List<Candidate> candidates, List<Skipped> skipped, boolean known) {
        this(candidates, skipped, known, false);
    }

    /** The same, of a call of which this channel gets a copy. */
    public Route copiedTo(Candidate channel) {
        return new Route(candidates, skipped, known, unserved, wishes, choice, channel);
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
     * @param hedge to try a second channel while the first has not begun to answer; absent for never
     */
    public record Wishes(
            boolean anchor,
            boolean usage,
            boolean policyFallback,
            @Nullable Hedge hedge) {
        public static final Wishes NONE = new Wishes(false, false, false);

        /** Without second attempts at slow calls. */
        public Wishes(boolean anchor, boolean usage, boolean policyFallback) {
            this(anchor, usage, policyFallback, null);
        }
    }

    /**
     * How candidates came to be in their order, for people who ask.
     *
     * @param rule the routing rule that names the strategy; absent if that is the usual one
     * @param grounds one for each candidate
     */
    public record Choice(Strategy strategy, @Nullable String rule, List<Ground> grounds) {
        public Choice {
            grounds = List.copyOf(grounds);
        }
    }

    /**
     * Why a candidate stands where it does.
     *
     * @param weight its share of turns at that moment; 0 where it took none
     * @param score what the strategy goes by; absent where that is no figure
     */
    public record Ground(Turn turn, long weight, @Nullable Double score) {}

    /** How a candidate came to its place. */
    public enum Turn {
        /** It works, and it was its turn. */
        TAKEN,
        /** It rests, and this call tries whether it is cured. */
        PROBE,
        /** It works but has nothing left. */
        SPENT,
        /** It rests, and is tried if nothing else works. */
        RESTING
    }
}
