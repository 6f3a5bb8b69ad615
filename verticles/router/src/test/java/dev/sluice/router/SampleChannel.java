package dev.sluice.router;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Shaping;
import dev.sluice.model.catalog.SystemPrompt;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** SampleChannel to test with: those of {@link #serving} serve the group {@code team} at the provider {@code acme}. */
record SampleChannel(Channel channel) {
    static final Map<String, Provider> PROVIDERS = Map.of(
            "acme", provider("acme", Dialect.OPENAI, Operation.CHAT, Operation.COMPLETION),
            "talker", provider("talker", Dialect.OPENAI, Operation.CHAT),
            "claude", provider("claude", Dialect.ANTHROPIC, Operation.CHAT, Operation.COUNT_TOKENS));

    static SampleChannel serving(String id, String... models) {
        return new SampleChannel(Channel.draft(id, id + "-name", "acme")
                .models(List.of(models))
                .groups(Set.of("team"))
                .channel());
    }

    SampleChannel keys(KeyChoice choice, String... ids) {
        return new SampleChannel(
                channel.change().keys(new ChannelKeys(choice, List.of(ids))).channel());
    }

    SampleChannel prompt(SystemPrompt.Mode mode) {
        SystemPrompt prompt = new SystemPrompt("Be brief.", mode);
        return new SampleChannel(channel.change()
                .shaping(new Shaping(List.of(), List.of(), Map.of(), prompt))
                .channel());
    }

    SampleChannel patterns(String... patterns) {
        return new SampleChannel(
                channel.change().modelPatterns(List.of(patterns)).channel());
    }

    SampleChannel listing() {
        return new SampleChannel(channel.change().listUpstream(true).channel());
    }

    SampleChannel provider(String provider) {
        return new SampleChannel(channel.change().provider(provider).channel());
    }

    SampleChannel groups(String... groups) {
        return new SampleChannel(channel.change().groups(Set.of(groups)).channel());
    }

    SampleChannel priority(int priority) {
        return new SampleChannel(channel.change().priority(priority).channel());
    }

    SampleChannel weight(int weight) {
        return new SampleChannel(channel.change().weight(weight).channel());
    }

    SampleChannel mapping(String model, String upstream) {
        return new SampleChannel(
                channel.change().modelMapping(Map.of(model, upstream)).channel());
    }

    SampleChannel pool(String model, PoolMember... members) {
        return new SampleChannel(
                channel.change().modelPools(Map.of(model, List.of(members))).channel());
    }

    SampleChannel timeouts(TimeoutOverrides own, Map<String, TimeoutOverrides> byModel) {
        return new SampleChannel(
                channel.change().timeouts(own).modelTimeouts(byModel).channel());
    }

    SampleChannel disabled() {
        return new SampleChannel(channel.change().enabled(false).channel());
    }

    SampleChannel baseUrl(String url) {
        return new SampleChannel(channel.change().baseUrl(url).channel());
    }

    private static Provider provider(String name, Dialect dialect, Operation... operations) {
        Map<Operation, String> paths = new LinkedHashMap<>();
        Arrays.stream(operations).forEach(operation -> paths.put(operation, "/" + operation.id()));
        return new Provider(
                name,
                "https://example.com",
                Endpoints.of(dialect, new Endpoint(paths)),
                null,
                Map.of(),
                Provider.Auth.BEARER,
                Set.of(),
                null,
                List.of(),
                Map.of());
    }
}
