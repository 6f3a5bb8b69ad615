package dev.sluice.bus;

import java.util.List;
import java.util.Objects;

/**
 * What one node knows of its channels, in brief.
 *
 * @param version of this message; a reader takes what it knows of any
 * @param number counts up in a node's life, since messages overtake each other
 * @param facts that still hold, as far as the node knows
 */
public record ChannelsSummed(
        int version, String node, long number, List<ChannelSum> channels, List<ChannelFact> facts) {
    public ChannelsSummed {
        node = Objects.requireNonNullElse(node, "");
        channels = List.copyOf(channels);
        facts = List.copyOf(facts);
    }
}
