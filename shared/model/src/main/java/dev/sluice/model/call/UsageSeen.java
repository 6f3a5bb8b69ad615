package dev.sluice.model.call;

import dev.sluice.model.chat.Usage;
import org.jspecify.annotations.Nullable;

/**
 * What one answer of a channel used, told to the router where it has asked for it.
 *
 * @param model as callers name it
 * @param upstreamModel as the upstream names it; absent for what the channel's mapping says, where that is but one
 */
public record UsageSeen(
        String channelId,
        String model,
        Usage usage,
        @Nullable String upstreamModel) {

    /** Of a model that is one at its upstream. */
    public UsageSeen(String channelId, String model, Usage usage) {
        this(channelId, model, usage, null);
    }
}
