package dev.sluice.router;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Demonstration;
import dev.sluice.model.catalog.ModelPattern;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A channel of the catalog with all that the router knows of it.
 *
 * @param names models that it serves by name: its own, and those that its upstream lists if it takes them over
 * @param everyGroup whether it serves all groups, whatever {@code channel} says
 * @param refusals by the caller's dialect, operations that it cannot serve, with the reason
 * @param countedHere the dialects of callers whose tokens the gateway counts, since the provider cannot
 */
record KnownChannel(
        Channel channel,
        Set<String> names,
        List<ModelPattern> patterns,
        boolean everyGroup,
        Map<Dialect, Map<Operation, String>> refusals,
        Set<Dialect> countedHere,
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
                refusals(channel, providers),
                countedHere(channel.provider(), providers.get(channel.provider())),
                health);
    }

    boolean isOpenTo(String group) {
        return everyGroup || channel.groups().contains(group);
    }

    boolean serves(String model) {
        return names.contains(model) || patterns.stream().anyMatch(pattern -> pattern.matches(model));
    }

    /** The upstream's name for what callers call {@code model}; of several the one that was told. */
    String upstreamModel(String model, @Nullable String told) {
        return told == null ? channel.upstreamModel(model) : told;
    }

    /** Whether it may be listed as serving this. */
    boolean offers(String model) {
        return channel.pool(model).stream().anyMatch(member -> health.offers(member.model()));
    }

    /** Whether its provider can serve anything at all. */
    boolean isUsable() {
        return refusals.values().stream().anyMatch(refused -> refused.size() < Operation.values().length);
    }

    /** Whether a changed channel still leads to the same upstream in the same way, so that its health still holds. */
    boolean leadsWhere(Channel other) {
        return channel.provider().equals(other.provider())
                && Objects.equals(channel.baseUrl(), other.baseUrl())
                && channel.privateAddresses() == other.privateAddresses()
                && Objects.equals(channel.proxy(), other.proxy())
                && channel.parameters().equals(other.parameters());
    }

    /** Why it cannot serve this; null if it can. */
    @Nullable
    String refusal(Dialect caller, Operation operation) {
        return refusals.getOrDefault(caller, Map.of()).get(operation);
    }

    /** Whether the gateway answers this itself, so that it does not matter how the channel does. */
    boolean isAnsweredHere(Dialect caller, Operation operation) {
        return operation == Operation.COUNT_TOKENS && countedHere.contains(caller);
    }

    private static Set<Dialect> countedHere(String name, @Nullable Provider provider) {
        return Arrays.stream(Dialect.values())
                .filter(caller -> name.equals(Demonstration.PROVIDER)
                        || (provider != null && !provider.endpoints().isAsked(caller, Operation.COUNT_TOKENS)))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Map<Dialect, Map<Operation, String>> refusals(Channel channel, Map<String, Provider> providers) {
        String name = channel.provider();
        Provider provider = providers.get(name);
        SystemPrompt prompt = channel.shaping().systemPrompt();
        boolean isInstructing = prompt != null && prompt.isBinding();
        Map<Dialect, Map<Operation, String>> refusals = new EnumMap<>(Dialect.class);
        for (Dialect caller : Dialect.values()) {
            Map<Operation, String> ofProvider =
                    name.equals(Demonstration.PROVIDER) ? Map.of() : refusals(name, provider, caller);
            refusals.put(caller, isInstructing ? instructing(ofProvider) : ofProvider);
        }
        return refusals;
    }

    private static Map<Operation, String> instructing(Map<Operation, String> ofProvider) {
        Map<Operation, String> all = new EnumMap<>(Operation.class);
        all.putAll(ofProvider);
        all.putIfAbsent(Operation.COMPLETION, "it has a system prompt, for which a completion has no place");
        return Map.copyOf(all);
    }

    private static Map<Operation, String> refusals(String name, @Nullable Provider provider, Dialect caller) {
        return Arrays.stream(Operation.values())
                .filter(operation -> provider == null || !provider.endpoints().serve(caller, operation))
                .collect(Collectors.toUnmodifiableMap(
                        operation -> operation,
                        operation -> provider == null
                                ? "its provider " + name + " is not known"
                                : "its provider " + name + " has no path for " + operation.id()));
    }
}
