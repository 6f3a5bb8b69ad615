package dev.sluice.model.price;

import org.jspecify.annotations.Nullable;

/**
 * Which call is to be priced.
 *
 * @param provider and
 * @param channelId absent while they are not known, or when none answered
 */
public record Occasion(
        String model, @Nullable String provider, @Nullable String channelId, String group, long arrivedAtMillis) {}
