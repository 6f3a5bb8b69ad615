package dev.sluice.router;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A channel of the catalog with all that the router knows of it.
 *
 * @param names models that it serves by name: its own, and those that its upstream lists if it takes them over
 * @param everyGroup whether it serves all groups, whatever {@code channel} says
 * @param refusals operations that its provider cannot serve, with the reason
 */
record KnownChannel(
        Channel channel,
        Set<String> names,
        List<ModelPattern> patterns,
        boolean everyGroup,
        Map<Operation, String> refusals,
        ChannelHealth health) {
    static KnownChannel of(Channel channel, Set<String> listed, Map<String, Provider> providers, ChannelHealth health) {
        Set<String> names = new HashSet<>(channel.models());
        if (channel.listUpstream()) {
            names.addAll(listed);
        }
        return new KnownChannel(
                channel,
                Set.copyOf(names),
                channel.modelPatterns().stream().map(ModelPattern::new).toList(),
                channel.equals(Demonstration.CHANNEL),
                refusals(channel.provider(), providers),
                health);
    }

    boolean isOpenTo(String group) {
        return everyGroup || channel.groups().contains(group);
    }

    boolean serves(String model) {
        return names.contains(model) || patterns.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The upstream's name for what callers call {@code model}. */
    String upstreamModel(String model) {
        return channel.modelMapping().getOrDefault(model, model);
    }

    /** Whether its provider can serve anything at all. */
    boolean isUsable() {
        return refusals.size() < Operation.values().length;
    }

    /** Whether a changed channel still leads to the same upstream in the same way, so that its health still holds. */
    boolean leadsWhere(Channel other) {
        return channel.provider().equals(other.provider())
                && Objects.equals(channel.baseUrl(), other.baseUrl())
                && channel.privateAddresses() == other.privateAddresses()
                && channel.parameters().equals(other.parameters());
    }

    private static Map<Operation, String> refusals(String name, Map<String, Provider> providers) {
        if (name.equals(Demonstration.PROVIDER)) {
            return Map.of();
        }
        Provider provider = providers.get(name);
        return Arrays.stream(Operation.values())
                .filter(operation -> provider == null || !provider.paths().containsKey(operation))
                .collect(Collectors.toUnmodifiableMap(
                        operation -> operation,
                        operation -> provider == null
                                ? "its provider " + name + " is not known"
                                : "its provider " + name + " has no path for " + operation.id()));
    }
}
