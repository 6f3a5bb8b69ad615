package dev.sluice.router.traffic;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.catalog.ChannelLimits;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The traffic of one node. What the operator allows a channel is divided evenly over the nodes that ask channels, so that
 * together they never use more, whatever happens to the messages between them. Thread safe.
 */
public final class NodeTraffic implements Traffic {
    private final LongSupplier nanos;
    private final Company company;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();

    /**
     * Traffic of which there is none yet.
     *
     * @param self this node's name
     * @param nanos monotonic; like {@link System#nanoTime}
     */
    public NodeTraffic(String self, LongSupplier nanos) {
        this.nanos = nanos;
        this.company = new Company(self, nanos);
    }

    /** The node's name. */
    public String self() {
        return company.self();
    }

    /** The lane of a channel, the same one each time. */
    public Lane lane(String channelId) {
        Lane known = lanes.get(channelId);
        return known != null ? known : lanes.computeIfAbsent(channelId, id -> new Lane());
    }

    @Override
    public Ticket begin(Candidate candidate, long tokens) {
        Lane lane = lane(candidate.channelId());
        long now = nanos.getAsLong();
        Duration wait = lane.enter(candidate.limits(), company.share(), tokens, now);
        return wait == null ? new Ride(lane, candidate.limits(), tokens, now) : new Refusal(wait);
    }

    @Override
    public void meet(Set<String> nodes) {
        company.meet(nodes);
    }

    @Override
    public Map<String, Integer> inFlight() {
        Map<String, Integer> busy = new HashMap<>();
        lanes.forEach((channel, lane) -> {
            if (lane.inFlight() > 0) {
                busy.put(channel, lane.inFlight());
            }
        });
        return busy;
    }

    /** After what time this node may ask the channel; null if now. */
    public @Nullable Duration roomIn(Lane lane, ChannelLimits limits) {
        return limits.isNone() ? null : lane.roomIn(limits, company.share(), 0, nanos.getAsLong());
    }

    /** Forgets all other channels, but those that are asked right now. */
    public void keep(Set<String> channelIds) {
        lanes.entrySet()
                .removeIf(lane ->
                        !channelIds.contains(lane.getKey()) && lane.getValue().inFlight() == 0);
    }

    private record Refusal(Duration refusedFor) implements Ticket {
        @Override
        public void end(long tokens) {}
    }

    private final class Ride implements Ticket {
        private final Lane lane;
        private final ChannelLimits limits;
        private final long guess;
        private final long began;
        private final AtomicBoolean over = new AtomicBoolean();

        Ride(Lane lane, ChannelLimits limits, long guess, long began) {
            this.lane = lane;
            this.limits = limits;
            this.guess = guess;
            this.began = began;
        }

        @Override
        public void end(long tokens) {
            if (over.compareAndSet(false, true)) {
                lane.leave(limits, new Lane.Correction(guess, tokens, began, nanos.getAsLong()));
            }
        }
    }
}
