package dev.sluice.router;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Endpoints;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.TimeoutOverrides;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** SampleChannel to test with: those of {@link #serving} serve the group {@code team} at the provider {@code acme}. */
record SampleChannel(Channel channel) {
    static final Map<String, Provider> PROVIDERS = Map.of(
            "acme", provider("acme", Dialect.OPENAI, Operation.CHAT, Operation.COMPLETION),
            "talker", provider("talker", Dialect.OPENAI, Operation.CHAT),
            "claude", provider("claude", Dialect.ANTHROPIC, Operation.CHAT, Operation.COUNT_TOKENS));

    static SampleChannel serving(String id, String... models) {
        return new SampleChannel(new Channel(
                id,
                id + "-name",
                "acme",
                null,
                List.of(models),
                List.of(),
                false,
                Map.of(),
                Set.of("team"),
                0,
                1,
                true,
                false,
                Map.of(),
                TimeoutOverrides.NONE,
                Map.of()));
    }

    SampleChannel patterns(String... patterns) {
        Channel c = channel;
        return with(
                c.provider(), c.models(), List.of(patterns), c.listUpstream(), c.groups(), c.priority(), c.weight());
    }

    SampleChannel listing() {
        Channel c = channel;
        return with(c.provider(), c.models(), c.modelPatterns(), true, c.groups(), c.priority(), c.weight());
    }

    SampleChannel provider(String provider) {
        Channel c = channel;
        return with(provider, c.models(), c.modelPatterns(), c.listUpstream(), c.groups(), c.priority(), c.weight());
    }

    SampleChannel groups(String... groups) {
        Channel c = channel;
        return with(
                c.provider(),
                c.models(),
                c.modelPatterns(),
                c.listUpstream(),
                Set.of(groups),
                c.priority(),
                c.weight());
    }

    SampleChannel priority(int priority) {
        Channel c = channel;
        return with(c.provider(), c.models(), c.modelPatterns(), c.listUpstream(), c.groups(), priority, c.weight());
    }

    SampleChannel weight(int weight) {
        Channel c = channel;
        return with(c.provider(), c.models(), c.modelPatterns(), c.listUpstream(), c.groups(), c.priority(), weight);
    }

    SampleChannel mapping(String model, String upstream) {
        return changed(channel.baseUrl(), true, Map.of(model, upstream), channel.timeouts(), channel.modelTimeouts());
    }

    SampleChannel timeouts(TimeoutOverrides own, Map<String, TimeoutOverrides> byModel) {
        return changed(channel.baseUrl(), true, channel.modelMapping(), own, byModel);
    }

    SampleChannel disabled() {
        return changed(channel.baseUrl(), false, channel.modelMapping(), channel.timeouts(), channel.modelTimeouts());
    }

    SampleChannel baseUrl(String url) {
        return changed(url, true, channel.modelMapping(), channel.timeouts(), channel.modelTimeouts());
    }

    private SampleChannel with(
            String provider,
            List<String> models,
            List<String> patterns,
            boolean listUpstream,
            Set<String> groups,
            int priority,
            int weight) {
        Channel c = channel;
        return new SampleChannel(new Channel(
                c.id(),
                c.name(),
                provider,
                c.baseUrl(),
                models,
                patterns,
                listUpstream,
                c.modelMapping(),
                groups,
                priority,
                weight,
                c.enabled(),
                false,
                Map.of(),
                c.timeouts(),
                c.modelTimeouts()));
    }

    private SampleChannel changed(
            @Nullable String url,
            boolean enabled,
            Map<String, String> mapping,
            TimeoutOverrides own,
            Map<String, TimeoutOverrides> byModel) {
        Channel c = channel;
        return new SampleChannel(new Channel(
                c.id(),
                c.name(),
                c.provider(),
                url,
                c.models(),
                c.modelPatterns(),
                c.listUpstream(),
                mapping,
                c.groups(),
                c.priority(),
                c.weight(),
                enabled,
                false,
                Map.of(),
                own,
                byModel));
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
