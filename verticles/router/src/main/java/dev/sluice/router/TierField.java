package dev.sluice.router;

import dev.sluice.model.call.RouteRequest;
import java.util.List;

/**
 * What is known of the channels of a tier when one call is to be sent.
 *
 * @param now nanoseconds of the monotonic clock
 */
record TierField(List<Offer> offers, RouteRequest request, Costs costs, long anchor, long now) implements Turns.Field {

    private ChannelHealth health(int place) {
        return offers.get(place).known().health();
    }

    @Override
    public long load(int place) {
        return health(place).load();
    }

    @Override
    public long heardLoad(int place) {
        return health(place).heardLoad();
    }

    @Override
    public double firstContent(int place) {
        return offers.get(place).experience().firstContent(now);
    }

    @Override
    public long cost(int place) {
        return costs.of(request, offers.get(place));
    }

    @Override
    public double headroom(int place) {
        return offers.get(place).headroom(now);
    }

    @Override
    public long steadyWeight(int place) {
        return offers.get(place).known().channel().weight();
    }

    @Override
    public long identity(int place) {
        return offers.get(place).candidate().channelId().hashCode();
    }
}
