package dev.sluice.accounting.limits;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.call.LimitState.Scope;
import io.vertx.core.Future;
import java.util.List;

/**
 * Requests, tokens and concurrent calls of keys, users, groups and models. Thread safe.
 *
 * <p>{@link LocalLimiter} counts on this node alone. {@link Leases} may have to ask another node first, hence the future.
 */
public interface Limiter {
    /**
     * Most answers are shorter than this, whatever cap their callers allow; what is more is taken when it is known. A
     * caller who sends the model's maximum as cap would otherwise have used up a minute's tokens with one call.
     */
    long LIKELY_OUTPUT = 4_096;

    /** What a call without limits gets. */
    Future<Grant> FREE = Future.succeededFuture(new Grant.Granted(Ticket.FREE, List.of()));

    /**
     * Takes one request, the estimated tokens and one slot of every limit, or nothing at all.
     *
     * @param limits in the order of their subjects, each subject once
     * @param promptTokens estimate of the prompt
     * @param outputTokens the most that the answer may have
     */
    Future<Grant> take(List<Limit> limits, long promptTokens, long outputTokens);

    /** How limits stand, as far as this node knows; one state for each dimension that is limited. */
    List<LimitState> look(List<Limit> limits);

    /** Forgets who is idle. */
    void sweep();

    /** What a call is expected to use. */
    static long estimate(long promptTokens, long outputTokens) {
        return promptTokens + Math.min(outputTokens, LIKELY_OUTPUT);
    }

    /** What {@link #take} came to; {@code states} is what the response headers say: of each dimension the tightest limit. */
    sealed interface Grant {
        List<LimitState> states();

        /** All limits allow the call. */
        record Granted(Ticket ticket, List<LimitState> states) implements Grant {}

        /**
         * One limit does not.
         *
         * @param scope of the limit that needs the longest wait
         * @param dimension of it
         */
        record Denied(GatewayError error, Scope scope, Dimension dimension, List<LimitState> states) implements Grant {}
    }

    /** What a call in progress has of its limits. Exactly one of its methods is called, once. */
    interface Ticket {
        /** For calls without limits. */
        Ticket FREE = new Ticket() {
            @Override
            public void settle(long tokens) {}

            @Override
            public void cancel() {}
        };

        /** The call is over and has used so many tokens; the estimate is corrected, into debt if need be. */
        void settle(long tokens);

        /** The call is not made; everything goes back. */
        void cancel();
    }
}
