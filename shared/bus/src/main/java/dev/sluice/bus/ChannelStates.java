package dev.sluice.bus;

import java.time.Duration;
import java.util.List;

/** How one node's router sees its channels: why one rests, and who said so. The answer to {@link ChannelsRequest}. */
public record ChannelStates(String node, List<ChannelState> channels) {
    public ChannelStates {
        channels = List.copyOf(channels);
    }

    /**
     * How one channel stands.
     *
     * @param rest of the channel as a whole
     * @param share tenths of its weight that it is given
     * @param inFlightElsewhere attempts under way at all other nodes, as far as they said lately
     * @param sum what this node has seen itself
     * @param models that rest by themselves, whatever the key
     * @param keys those that are in use
     */
    public record ChannelState(
            String channelId,
            Resting rest,
            int share,
            long inFlightElsewhere,
            ChannelSum sum,
            List<ModelState> models,
            List<KeyState> keys) {
        public ChannelState {
            models = List.copyOf(models);
            keys = List.copyOf(keys);
        }
    }

    /**
     * How one key of a channel stands.
     *
     * @param id as the channel has it
     * @param models that it may not be used for at the moment
     */
    public record KeyState(String id, Resting rest, List<ModelState> models) {
        public KeyState {
            models = List.copyOf(models);
        }
    }

    /**
     * How one model of a channel stands.
     *
     * @param model the upstream's name of it
     */
    public record ModelState(String model, Resting rest) {}

    /**
     * Whether something rests, and why.
     *
     * @param state {@code working}, {@code tried} (a probe is under way or due) or {@code resting}
     * @param reason for people
     * @param saidBy the node at whose word it rests; empty if this node has proven it itself
     * @param lasts until its rest is over at the latest; zero if it works
     */
    public record Resting(String state, String reason, String saidBy, Duration lasts) {}
}
