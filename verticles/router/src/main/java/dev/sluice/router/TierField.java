package dev.sluice.router;

import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.catalog.Strategy;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the channels of a tier when one call is to be sent.
 *
 * @param now nanoseconds of the monotonic clock
 */
record TierField(List<Offer> offers, RouteRequest request, Costs costs, long anchor, long now) implements Turns.Field {
    private static final double NANOS_PER_MILLI = 1e6;

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
    public double part(int place) {
        return offers.get(place).part().fraction();
    }

    @Override
    public boolean isSameChannel(int one, int other) {
        return offers.get(one).isBeside(offers.get(other));
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
        return offers.get(place).steadyWeight();
    }

    @Override
    public long identity(int place) {
        return offers.get(place).identity();
    }

    /** What a strategy goes by, where that is a figure: of headroom the most is best, of the others the least. */
    @Nullable
    Double score(Strategy strategy, int place, long weight) {
        return switch (strategy) {
            case LEAST_IN_FLIGHT -> TwoChoices.busy(this, place, weight);
            case LOWEST_LATENCY -> firstContent(place) * (load(place) * part(place) + 1) / NANOS_PER_MILLI;
            case LOWEST_COST -> cost(place) < 0 ? null : (Double) (double) cost(place);
            case MOST_HEADROOM -> headroom(place);
            case WEIGHTED, ROUND_ROBIN, FILL_FIRST, SESSION_AFFINITY, PREFIX_AFFINITY -> null;
        };
    }
}
