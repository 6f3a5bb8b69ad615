package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.ChannelSum;
import dev.sluice.bus.ChannelsSummed;
import dev.sluice.bus.Member;
import dev.sluice.model.call.Traffic;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a node that asks channels says and hears of the others that do: with whom it shares the operator's limits, and, where
 * no router of this node says it, how much it has under way.
 */
final class Convoy {
    private static final String PROVIDER = "provider";
    private static final String ROUTER = "router";
    private static final int VERSION = 1;
    private static final int MOST_CHANNELS = 128;

    private final BusNode node;
    private final Traffic traffic;
    private boolean spoke;
    private long number;

    Convoy(BusNode node, Traffic traffic) {
        this.node = node;
        this.traffic = traffic;
    }

    /** To be called each second, and before the first attempt. */
    void tick(Bus line) {
        List<Member> members = node.members().now();
        traffic.meet(members.stream()
                .filter(member -> member.roles().contains(PROVIDER))
                .map(Member::node)
                .collect(Collectors.toSet()));
        if (members.size() > 1 && !hasRouter(members)) {
            tell(line);
        }
    }

    private boolean hasRouter(List<Member> members) {
        Set<String> routers = members.stream()
                .filter(member -> member.roles().contains(ROUTER))
                .map(Member::node)
                .collect(Collectors.toSet());
        return routers.contains(node.nodeId());
    }

    private void tell(Bus line) {
        List<ChannelSum> sums = traffic.inFlight().entrySet().stream()
                .limit(MOST_CHANNELS)
                .map(channel -> new ChannelSum(channel.getKey(), channel.getValue(), 0, 0, 0, null, 0, List.of()))
                .toList();
        if (!sums.isEmpty() || spoke) {
            line.tell(Addresses.CHANNELS_SUMMED, new ChannelsSummed(VERSION, node.nodeId(), ++number, sums, List.of()));
        }
        spoke = !sums.isEmpty();
    }
}
