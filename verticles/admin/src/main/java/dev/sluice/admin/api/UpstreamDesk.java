package dev.sluice.admin.api;

import dev.sluice.bus.Balance;
import dev.sluice.bus.ChannelEvents;
import dev.sluice.bus.ChannelStates.ChannelState;
import dev.sluice.bus.ChannelTrial;
import dev.sluice.bus.TrialResult;
import dev.sluice.model.call.ModelList;
import java.util.List;
import java.util.Optional;

/** Asks the nodes that route and call what can be called, and upstreams about themselves. */
public interface UpstreamDesk {

    /**
     * What is left of a channel's account; blocks.
     *
     * @throws dev.sluice.model.call.GatewayException saying why it is not known
     */
    Balance balance(String channelId);

    /**
     * The models that a channel's upstream lists; blocks.
     *
     * @throws dev.sluice.model.call.GatewayException saying why they are not known
     */
    List<String> models(String channelId);

    /**
     * Sends a channel's upstream a short real call; blocks.
     *
     * @throws dev.sluice.model.call.GatewayException saying why it was not sent
     */
    TrialResult test(ChannelTrial trial);

    /** How a channel stands, as the router that is asked sees it; empty if it does not route to it. Blocks. */
    Optional<ChannelState> state(String channelId);

    /** What befell a channel lately, as the router that is asked has seen it; blocks. */
    ChannelEvents events(String channelId);

    /** The models by name that callers of a group can be served with now; blocks. */
    ModelList offered(String group);
}
