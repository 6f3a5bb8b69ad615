package dev.sluice.router;

import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.Route.Skipped;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.catalog.Timeouts;

/** One channel's way of serving one model, ready to be handed out. */
record Offer(KnownChannel known, Candidate candidate) {

    static Offer of(KnownChannel known, String model, Timeouts defaults) {
        Channel channel = known.channel();
        TimeoutOverrides ofModel = channel.modelTimeouts().getOrDefault(model, TimeoutOverrides.NONE);
        Timeouts timeouts = ofModel.over(channel.timeouts().over(defaults));
        return new Offer(
                known,
                new Candidate(channel.id(), channel.name(), channel.provider(), known.upstreamModel(model), timeouts)
                        .within(channel.limits()));
    }

    Standing standing() {
        return known.health().standing(candidate.upstreamModel());
    }

    boolean claimProbe(long now) {
        return known.health().claimProbe(candidate.upstreamModel(), now);
    }

    long weight(long now) {
        return (long) known.channel().weight() * known.health().share(now);
    }

    /** For how many nanoseconds its upstream has nothing left for this model, as far as one knows; zero if it has. */
    long usedUpFor(long now) {
        return known.health().limits().usedUpFor(candidate.upstreamModel(), now);
    }

    /** How much of its upstream's limits is left for this model, from 0 to 1. */
    double headroom(long now) {
        return known.health().limits().headroom(candidate.upstreamModel(), now);
    }

    /** What its answers for this model have been like. */
    Experience experience() {
        return known.health().experience(candidate.upstreamModel());
    }

    /** A call goes there first. */
    void taken() {
        known.health().limits().take(candidate.upstreamModel());
    }

    Skipped skipped(String reason) {
        return new Skipped(candidate.channelId(), reason);
    }
}
