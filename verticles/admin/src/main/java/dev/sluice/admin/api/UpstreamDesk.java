package dev.sluice.admin.api;

import dev.sluice.bus.Balance;
import java.util.List;

/** Asks the upstreams of channels about themselves, through the nodes that may call them. */
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
}
