package dev.sluice.model.call;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.chat.Usage;
import dev.sluice.model.chat.UsageSource;
import org.jspecify.annotations.Nullable;

/**
 * What is kept of one request; never a prompt, an answer or a key.
 *
 * @param arrivedAtMillis wall clock
 * @param model as the caller named it
 * @param group the key's group, which may have its own prices
 * @param gatewayMicros of the whole time the gateway's own, but for the settlement; 0 where it is not known
 */
public record RequestRow(
        String callId,
        String requestId,
        long arrivedAtMillis,
        String keyId,
        String userId,
        String group,
        String dialect,
        String operation,
        String model,
        boolean stream,
        @Nullable String channelId,
        @Nullable String provider,
        @Nullable String upstreamModel,
        int attempts,
        int status,
        @Nullable String errorCode,
        CallEnd end,
        Usage usage,
        UsageSource usageSource,
        Reckoning reckoning,
        long firstContentMillis,
        long totalMillis,
        long gatewayMicros) {

    /** What the user pays. */
    public NanoDollars cost() {
        return reckoning.cost();
    }

    /** The price book that {@link #cost} was computed with, 0 when it does not have the model. */
    public int priceVersion() {
        return reckoning.version();
    }
}
