package dev.sluice.model.call;

import dev.sluice.model.catalog.Timeouts;

/**
 * One channel that may serve a call.
 *
 * @param upstreamModel the model's name at the upstream, after the channel's mapping
 * @param answeredHere whether the gateway answers in the channel's stead, so that the answer says nothing about the channel
 */
public record Candidate(
        String channelId,
        String channelName,
        String provider,
        String upstreamModel,
        Timeouts timeouts,
        boolean answeredHere) {

    /** A channel whose upstream answers. */
    public Candidate(String channelId, String channelName, String provider, String upstreamModel, Timeouts timeouts) {
        this(channelId, channelName, provider, upstreamModel, timeouts, false);
    }

    /** The same channel, where the gateway answers in its stead. */
    public Candidate inItsStead() {
        return new Candidate(channelId, channelName, provider, upstreamModel, timeouts, true);
    }
}
