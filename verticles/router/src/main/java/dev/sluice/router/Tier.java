package dev.sluice.router;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Strategy;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The channels of one priority that serve one model to one group, and whose turn it is.
 *
 * @param isPooled whether any of them serves it with several upstream models, and so is there several times
 */
record Tier(List<Offer> offers, Turns turns, boolean isPooled) {

    /** Tiers of falling priority. */
    static List<Tier> of(Collection<KnownChannel> channels, String model, Manner manner, Strategy strategy) {
        TreeMap<Integer, List<Offer>> byPriority = channels.stream()
                .sorted(Comparator.comparing(known -> known.channel().name()))
                .flatMap(known -> Offer.all(known, model, manner.timeouts()))
                .collect(Collectors.groupingBy(
                        offer -> offer.known().channel().priority(), TreeMap::new, Collectors.toList()));
        return byPriority.descendingMap().values().stream()
                .map(offers -> new Tier(
                        scaled(offers),
                        manner.turns(strategy, offers.size()),
                        offers.stream().anyMatch(Offer::isOfPool)))
                .toList();
    }

    /** So that what several upstream models of a channel weigh adds up to what the channel weighs among the others. */
    private static List<Offer> scaled(List<Offer> offers) {
        long scale = Part.scale(
                offers.stream().map(offer -> offer.part().total()).distinct().toList());
        return scale == 1
                ? offers
                : offers.stream()
                        .map(offer -> offer.with(offer.part().scaled(scale)))
                        .toList();
    }

    /** Who is listed as a model's owner: highest priority, then weight, then name. */
    static final Comparator<KnownChannel> FIRST = Comparator.comparing(
                    KnownChannel::channel,
                    Comparator.comparingInt(Channel::priority)
                            .thenComparingInt(Channel::weight)
                            .reversed())
            .thenComparing(known -> known.channel().name());
}
