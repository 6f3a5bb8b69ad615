package dev.sluice.accounting;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.LimitState;
import dev.sluice.model.call.LimitState.Dimension;
import dev.sluice.model.catalog.ApiKey;
import io.vertx.core.Future;
import java.util.List;

/**
 * Requests, tokens and concurrent calls of a key. Thread safe.
 *
 * <p>{@link LocalLimiter} counts on this node alone. A limiter for a cluster may have to ask another node first, hence
 * the future.
 */
public interface Limiter {

    /**
     * Takes one request, the estimated tokens and one slot, or nothing at all.
     *
     * @param promptTokens estimate of the prompt
     * @param outputTokens the most that the answer may have
     */
    Future<Grant> take(ApiKey key, long promptTokens, long outputTokens);

    /** Forgets keys that are idle. */
    void sweep();

    /** What {@link #take} came to; {@code states} is what the response headers say. */
    sealed interface Grant {
        List<LimitState> states();

        /** All limits allow the call. */
        record Granted(Ticket ticket, List<LimitState> states) implements Grant {}

        /**
         * One limit does not.
         *
         * @param dimension of the limit that needs the longest wait
         */
        record Denied(GatewayError error, Dimension dimension, List<LimitState> states) implements Grant {}
    }

    /** What a call in progress has of its key's limits. Exactly one of its methods is called, once. */
    interface Ticket {
        /** For keys without limits. */
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
