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
 * @param priceVersion the price book that {@code cost} was computed with, 0 when the model has no price
 */
public record RequestRow(
        String callId,
        String requestId,
        long arrivedAtMillis,
        String keyId,
        String userId,
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
        int priceVersion,
        NanoDollars cost,
        long firstContentMillis,
        long totalMillis) {}
