package dev.sluice.model.call;

import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.ChannelLimits;
import dev.sluice.model.catalog.Timeouts;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One channel that may serve a call, and with which of its keys.
 *
 * @param upstreamModel the model's name at the upstream, after the channel's mapping
 * @param answeredHere whether the gateway answers in the channel's stead, so that the answer says nothing about the channel
 * @param limits what the operator allows the channel
 * @param standsIn the model, by its callers' name, that this channel serves in the place of the one asked for; absent if it
 *     serves that one
 * @param key the id of the channel's key; absent if it is {@link ChannelKeys#MAIN}
 */
public record Candidate(
        String channelId,
        String channelName,
        String provider,
        String upstreamModel,
        Timeouts timeouts,
        boolean answeredHere,
        ChannelLimits limits,
        @Nullable String standsIn,
        @Nullable String key) {
    public Candidate {
        // A node of an older version tells none.
        limits = Objects.requireNonNullElse(limits, ChannelLimits.NONE);
        key = ChannelKeys.MAIN.equals(key) ? null : key;
    }

    /** A channel with one key and without limits, whose upstream answers. */
    public Candidate(String channelId, String channelName, String provider, String upstreamModel, Timeouts timeouts) {
        this(channelId, channelName, provider, upstreamModel, timeouts, false, ChannelLimits.NONE, null, null);
    }

    /** The same channel, where the gateway answers in its stead. */
    public Candidate inItsStead() {
        return new Candidate(channelId, channelName, provider, upstreamModel, timeouts, true, limits, standsIn, key);
    }

    /** The same channel, of which the operator allows no more than this. */
    public Candidate within(ChannelLimits newLimits) {
        return new Candidate(
                channelId, channelName, provider, upstreamModel, timeouts, answeredHere, newLimits, standsIn, key);
    }

    /** The same channel, serving this model in the place of the one asked for. */
    public Candidate standingIn(String model) {
        return new Candidate(
                channelId, channelName, provider, upstreamModel, timeouts, answeredHere, limits, model, key);
    }

    /** The same channel with this key of it. */
    public Candidate with(String newKey) {
        return new Candidate(
                channelId, channelName, provider, upstreamModel, timeouts, answeredHere, limits, standsIn, newKey);
    }

    /** The id of the channel's key. */
    public String keyId() {
        return key == null ? ChannelKeys.MAIN : key;
    }

    /** The model that it serves, by its callers' name. */
    public String modelFor(String asked) {
        return standsIn == null ? asked : standsIn;
    }
}
