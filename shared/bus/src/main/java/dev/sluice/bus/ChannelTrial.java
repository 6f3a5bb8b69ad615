package dev.sluice.bus;

import org.jspecify.annotations.Nullable;

/**
 * A wish to see whether a channel works, be it in use or not.
 *
 * @param model by its callers' name; absent for the one that the channel is tested with
 * @param key the id of one of its keys; absent for the first that is in use
 */
public record ChannelTrial(
        String channelId, @Nullable String model, @Nullable String key, boolean stream) {}
