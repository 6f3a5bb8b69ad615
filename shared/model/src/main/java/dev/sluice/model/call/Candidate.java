package dev.sluice.model.call;

import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.Timeouts;
import java.util.Objects;

/**
 * One channel that may serve a call.
 *
 * @param upstreamModel the model's name at the upstream, after the channel's mapping
 * @param answeredHere whether the gateway answers in the channel's stead, so that the answer says nothing about the channel
 * @param limits what the operator allows the channel
 */
public record Candidate(
        String channelId,
        String channelName,
        String provider,
        String upstreamModel,
        Timeouts timeouts,
        boolean answeredHere,
        ChannelLimits limits) {
    public Candidate {
        // A node of an older version tells none.
        limits = Objects.requireNonNullElse(limits, ChannelLimits.NONE);
    }

    /** A channel without limits whose upstream answers. */
    public Candidate(String channelId, String channelName, String provider, String upstreamModel, Timeouts timeouts) {
        this(channelId, channelName, provider, upstreamModel, timeouts, false, ChannelLimits.NONE);
    }

    /** The same channel, where the gateway answers in its stead. */
    public Candidate inItsStead() {
        return new Candidate(channelId, channelName, provider, upstreamModel, timeouts, true, limits);
    }

    /** The same channel, of which the operator allows no more than this. */
    public Candidate within(ChannelLimits newLimits) {
        return new Candidate(channelId, channelName, provider, upstreamModel, timeouts, answeredHere, newLimits);
    }
}
