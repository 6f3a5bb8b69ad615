package dev.sluice.router;

import dev.sluice.model.call.Anchor;
import dev.sluice.model.call.Route.Wishes;
import dev.sluice.model.call.RouteRequest;
import dev.sluice.model.catalog.RoutingRule.Canary;
import dev.sluice.model.catalog.RoutingRule.Shadow;
import dev.sluice.model.catalog.Strategy;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of one model and one group go.
 *
 * @param tiers of falling priority; none if no channel serves the model, but others may stand in for it
 * @param trial of a channel that is in none of the tiers
 * @param mirror of a channel that gets copies, and is in none of the tiers
 * @param wishes what whoever walks a route is asked for
 */
record Plan(
        List<Tier> tiers,
        Policy policy,
        @Nullable Trial trial,
        @Nullable Mirror mirror,
        Wishes wishes) {

    static Plan of(Collection<KnownChannel> channels, String model, Manner manner, Policy policy) {
        Canary canary = policy.canary();
        Shadow shadow = policy.shadow();
        List<KnownChannel> answering = channels.stream()
                .filter(known -> shadow == null || !known.channel().id().equals(shadow.channelId()))
                .toList();
        List<KnownChannel> proven = answering.stream()
                .filter(known -> canary == null || !known.channel().id().equals(canary.channelId()))
                .toList();
        List<KnownChannel> onTrial =
                answering.stream().filter(known -> !proven.contains(known)).toList();
        return new Plan(
                Tier.of(proven, model, manner, policy.strategy()),
                policy,
                canary == null || onTrial.isEmpty()
                        ? null
                        : new Trial(
                                Tier.of(onTrial, model, manner, Strategy.WEIGHTED)
                                        .getFirst(),
                                canary.percent()),
                mirror(channels, model, manner, shadow),
                new Wishes(
                        policy.strategy().needsAnchor(),
                        policy.strategy() == Strategy.LOWEST_COST,
                        policy.policyFallback(),
                        policy.hedge()));
    }

    /** Absent where the channel does not serve the model, or not the callers' group. */
    private static @Nullable Mirror mirror(
            Collection<KnownChannel> channels, String model, Manner manner, @Nullable Shadow shadow) {
        return shadow == null
                ? null
                : channels.stream()
                        .filter(known -> known.channel().id().equals(shadow.channelId()))
                        .findFirst()
                        .map(known -> new Mirror(Offer.of(known, model, manner.timeouts()), shadow.percent()))
                        .orElse(null);
    }

    /** Whether there is any channel, resting or not. */
    boolean isServed() {
        return !tiers.isEmpty() || trial != null;
    }

    boolean lacksAnchor(RouteRequest request) {
        return wishes.anchor() && request.anchor() == null;
    }

    /** What this call belongs to; 0 if that does not matter. */
    long anchor(RouteRequest request) {
        Anchor anchor = request.anchor();
        if (anchor == null) {
            return 0;
        }
        return policy.strategy() == Strategy.PREFIX_AFFINITY ? anchor.prefix() : anchor.session();
    }

    /** The tiers in the order in which this call tries them. */
    List<Tier> tiers(RouteRequest request) {
        Trial onTrial = trial;
        if (onTrial == null) {
            return tiers;
        }
        List<Tier> all = new ArrayList<>(tiers);
        all.add(onTrial.takes(anchor(request)) ? 0 : all.size(), onTrial.tier());
        return all;
    }
}
