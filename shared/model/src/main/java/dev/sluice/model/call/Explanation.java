package dev.sluice.model.call;

import dev.sluice.model.catalog.Strategy;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How one call went: which channels were considered and tried, and where the time went. Never a key, a prompt, an answer or
 * a balance. Moments are microseconds from the call's arrival.
 *
 * @param node that took the call
 * @param userId whose key it was made with; absent where it was not admitted
 * @param arrivedAtMillis wall clock
 * @param end how it ended
 * @param error the code of what the caller was told, absent where all went well
 * @param routing absent where no route was asked for
 * @param stream absent where nothing was answered
 * @param settled how long its end took to be durable, absent where there was nothing to settle
 * @param copy what became of the copy of it that another channel got, absent where none was sent
 */
public record Explanation(
        String callId,
        String requestId,
        String node,
        @Nullable String userId,
        long arrivedAtMillis,
        String model,
        String dialect,
        String operation,
        CallEnd end,
        int status,
        @Nullable String error,
        Admitting admission,
        @Nullable Routing routing,
        List<Tried> attempts,
        @Nullable Answering stream,
        @Nullable Long settled,
        OwnTime gateway,
        @Nullable Copy copy) {
    public Explanation {
        attempts = copied(attempts);
    }

    /** The same, of whose candidates only the first are told. */
    public Explanation withCandidates(int most) {
        Routing all = routing;
        if (all == null || all.candidates().size() <= most) {
            return this;
        }
        Routing few = new Routing(
                all.at(),
                all.took(),
                all.strategy(),
                all.rule(),
                all.candidates().subList(0, most));
        return new Explanation(
                callId,
                requestId,
                node,
                userId,
                arrivedAtMillis,
                model,
                dialect,
                operation,
                end,
                status,
                error,
                admission,
                few,
                attempts,
                stream,
                settled,
                gateway,
                copy);
    }

    private static <T> List<T> copied(@Nullable List<T> some) {
        // What another version has written may lack some.
        return List.copyOf(Objects.requireNonNullElse(some, List.of()));
    }

    /**
     * The call's admission.
     *
     * @param limits what is left of those that it counts against
     */
    public record Admitting(long at, long took, List<Left> limits) {
        public Admitting {
            limits = copied(limits);
        }
    }

    /** What was left of a limit of the caller's. */
    public record Left(
            LimitState.Scope scope, LimitState.Dimension dimension, long limit, long remaining, long resetMillis) {}

    /**
     * The choice of channels.
     *
     * @param strategy absent if the router does not say
     * @param rule the routing rule that names the strategy; absent if that is the usual one
     */
    public record Routing(
            long at,
            long took,
            @Nullable Strategy strategy,
            @Nullable String rule,
            List<Considered> candidates) {
        public Routing {
            candidates = copied(candidates);
        }
    }

    /**
     * A channel that might have served the call.
     *
     * @param channel its name, absent where only its id is known
     * @param model by its upstream's name
     * @param standingIn the model that it serves in the place of the one asked for
     * @param score what the strategy goes by
     */
    public record Considered(
            String channelId,
            @Nullable String channel,
            @Nullable String model,
            @Nullable String standingIn,
            @Nullable Double score,
            @Nullable Long weight,
            Part part,
            String reason) {}

    /** What became of a channel. */
    public enum Part {
        /** It gave the answer. */
        CHOSEN,
        /** It was asked and gave none. */
        TRIED,
        /** It would have been asked next. */
        SPARE,
        /** It was passed over. */
        SKIPPED
    }

    /**
     * One attempt at one channel.
     *
     * @param firstToken from the attempt's beginning
     * @param verdict what its end says of the channel, absent where it says nothing
     * @param status the upstream's, absent where it gave none
     * @param error a code
     * @param hedge whether it was begun while another was still waited for
     * @param key the id of the channel's key that it was made with, absent where an older version told
     * @param unbilled what it cost without being billed, absent where it was billed or cost nothing
     */
    public record Tried(
            String channelId,
            String channel,
            String upstreamModel,
            long began,
            @Nullable Long firstToken,
            long took,
            @Nullable Verdict verdict,
            @Nullable Integer status,
            @Nullable String error,
            boolean hedge,
            List<Said> limits,
            @Nullable String key,
            @Nullable Unbilled unbilled) {
        public Tried {
            limits = copied(limits);
        }
    }

    /** What an upstream said is left of one of its limits. */
    public record Said(UpstreamLimit.Kind kind, long limit, long remaining, long resetMillis) {}

    /** The answer, as it was passed on. */
    public record Answering(long firstToken, long ended, long events) {}

    /**
     * The gateway's own time, in microseconds.
     *
     * @param between from an attempt that failed to the next, and from the route to the first
     */
    public record OwnTime(long admission, long routing, long between, long settlement, long total) {}

    /**
     * What the provider is thought to charge for and no caller pays: an estimate.
     *
     * @param purchase in nano-dollars, absent where there is no price
     */
    public record Unbilled(
            long promptTokens,
            long completionTokens,
            @Nullable Long purchase) {}

    /**
     * The copy of a call that another channel got, whose answer nobody heard. Moments are microseconds from its own
     * beginning, after the caller's answer had begun.
     *
     * @param key the id of the channel's key
     * @param state how it ended, or that it has not
     * @param status the upstream's, absent where it gave none
     * @param error a code
     * @param took until its end, or until now
     */
    public record Copy(
            String channelId,
            String channel,
            String upstreamModel,
            String key,
            CopyState state,
            @Nullable Integer status,
            @Nullable String error,
            @Nullable Long firstToken,
            long took,
            Unbilled unbilled) {}

    /** What became of a copy. */
    public enum CopyState {
        UNDER_WAY,
        COMPLETED,
        /** The channel did not begin to answer. */
        REFUSED,
        /** Its answer broke off. */
        BROKE,
        /** It took longer than copies may. */
        TIMED_OUT,
        /** Its answer was longer than copies' are read. */
        TOO_LONG
    }
}
