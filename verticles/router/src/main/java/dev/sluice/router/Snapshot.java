package dev.sluice.router;

import dev.sluice.model.call.ModelList;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ModelBook;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Everything that is needed to choose, as of one generation of the catalog. It does not change; only the health of its
 * channels, whose turn it is, and what is remembered of lookups do.
 */
final class Snapshot {
    /** Longer names are no model's. Names come from callers, so this bounds what is remembered of them. */
    private static final int LONGEST_NAME = 256;

    private static final int REMEMBERED = 4096;

    private final Manner manner;
    private final Map<String, KnownChannel> byId;
    private final TreeMap<String, List<KnownChannel>> byName = new TreeMap<>();
    private final List<KnownChannel> byPattern;
    private final Map<String, Long> firstSeen;
    private final Policies policies;
    private final Recent<Key, Plan> plans = new Recent<>(REMEMBERED);

    /**
     * Indexes channels.
     *
     * @param channels enabled ones only
     * @param firstSeen knows when names were first served
     */
    Snapshot(Collection<KnownChannel> channels, Manner manner, Policies policies, FirstSeen firstSeen) {
        this.manner = manner;
        this.policies = policies;
        Map<String, KnownChannel> ids = new HashMap<>();
        for (KnownChannel known : channels) {
            ids.put(known.channel().id(), known);
            for (String name : known.names()) {
                byName.computeIfAbsent(name, n -> new ArrayList<>()).add(known);
            }
        }
        this.byId = Map.copyOf(ids);
        this.byPattern =
                channels.stream().filter(known -> !known.patterns().isEmpty()).toList();
        this.firstSeen = firstSeen.of(byName.keySet());
    }

    Collection<KnownChannel> channels() {
        return byId.values();
    }

    Map<String, KnownChannel> byId() {
        return byId;
    }

    Optional<KnownChannel> channel(String id) {
        return Optional.ofNullable(byId.get(id));
    }

    Map<String, Long> firstSeen() {
        return firstSeen;
    }

    /** How calls are routed here. */
    Policies policies() {
        return policies;
    }

    /** How calls of a model and a group go; absent when no channel serves them, resting or not, and no model stands in. */
    Optional<Plan> plan(String group, String model) {
        if (model.length() > LONGEST_NAME) {
            return Optional.empty();
        }
        return plans.get(new Key(group, model), () -> find(group, model));
    }

    /** How a call goes that only this channel may answer; absent where it does not serve that model to that group. */
    Optional<Plan> plan(String group, String model, String channelId) {
        return channel(channelId)
                .filter(known -> known.isOpenTo(group) && known.serves(model))
                .map(known -> Plan.of(List.of(known), model, manner, Policy.PINNED));
    }

    int remembered() {
        return plans.size();
    }

    private Optional<Plan> find(String group, String model) {
        Stream<KnownChannel> named = byName.getOrDefault(model, List.of()).stream();
        Stream<KnownChannel> matching =
                byPattern.stream().filter(known -> !known.names().contains(model) && known.serves(model));
        List<KnownChannel> found = Stream.concat(named, matching)
                .filter(known -> known.isOpenTo(group))
                .toList();
        Policy policy = policies.of(group, model);
        return found.isEmpty() && policy.fallbacks().isEmpty()
                ? Optional.empty()
                : Optional.of(Plan.of(found, model, manner, policy));
    }

    /** The models by name that some channel can serve to this group right now; those of patterns have no names to list. */
    ModelList models(String group, ModelBook facts) {
        return new ModelList(byName.entrySet().stream()
                .flatMap(entry -> listed(group, entry.getKey(), entry.getValue()).stream())
                .map(model -> model.with(facts.find(model.id()).orElse(null)))
                .toList());
    }

    private Optional<ModelList.Model> listed(String group, String model, List<KnownChannel> channels) {
        List<Channel> serving = channels.stream()
                .filter(known -> known.isOpenTo(group) && known.isUsable())
                .filter(known -> known.offers(model))
                .sorted(Tier.FIRST)
                .map(KnownChannel::channel)
                .toList();
        return serving.isEmpty()
                ? Optional.empty()
                : Optional.of(new ModelList.Model(
                        model,
                        serving.getFirst().provider(),
                        firstSeen.getOrDefault(model, 0L),
                        null,
                        serving.stream().map(Channel::id).toList()));
    }

    private record Key(String group, String model) {}
}
