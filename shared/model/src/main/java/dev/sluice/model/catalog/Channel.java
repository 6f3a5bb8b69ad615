package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One account at one upstream, through which some models can be reached. Its secret is not part of it.
 *
 * @param id random, never reused
 * @param name unique, for people
 * @param provider name of a provider preset ({@code conf/providers/<name>.yaml}), or {@code demo}
 * @param baseUrl overrides the preset's; absent to use that
 * @param models served under these names
 * @param modelPatterns served too: names that match one of these, {@code *} stands for any run of characters
 * @param listUpstream whether the models that the upstream lists are served as well
 * @param modelMapping the caller's name of a model → the upstream's
 * @param modelPools the caller's name of a model → several upstream models that serve it
 * @param groups whose callers may use it
 * @param priority higher ones are tried first
 * @param weight share among channels of the same priority, at least 1
 * @param privateAddresses whether the base URL may resolve to loopback or private addresses
 * @param parameters settings that the provider preset asks for, such as {@code api-version}
 * @param modelTimeouts by the caller's name of a model
 * @param limits what may be asked of it over all nodes
 * @param shaping how its requests and refusals differ from what its dialect and its preset make of them
 * @param labels what people find it by
 * @param proxy through which its upstream is reached; absent for straight
 * @param keys those of its keys that are in use
 * @param probing how it is found out whether it works
 * @param disabling in what it is special about which refusals disable it
 * @param switched why a rule disabled it, or enabled it again; absent if somebody has switched it since
 */
public record Channel(
        String id,
        String name,
        String provider,
        @Nullable String baseUrl,
        List<String> models,
        List<String> modelPatterns,
        boolean listUpstream,
        Map<String, String> modelMapping,
        Map<String, List<PoolMember>> modelPools,
        Set<String> groups,
        int priority,
        int weight,
        boolean enabled,
        boolean privateAddresses,
        Map<String, String> parameters,
        TimeoutOverrides timeouts,
        Map<String, TimeoutOverrides> modelTimeouts,
        ChannelLimits limits,
        Shaping shaping,
        Labels labels,
        @Nullable ProxyServer proxy,
        ChannelKeys keys,
        Probing probing,
        DisableOverrides disabling,
        @Nullable String switched) {
    public Channel {
        models = List.copyOf(models);
        modelPatterns = List.copyOf(modelPatterns);
        modelMapping = Map.copyOf(modelMapping);
        modelPools = Map.copyOf(modelPools);
        groups = Set.copyOf(groups);
        parameters = Map.copyOf(parameters);
        modelTimeouts = Map.copyOf(modelTimeouts);
        if (weight < 1) {
            throw new IllegalArgumentException("a channel's weight is at least 1");
        }
    }

    /** The upstream models that serve what callers call {@code model}, with their shares of its calls; at least one. */
    public List<PoolMember> pool(String model) {
        List<PoolMember> pool = modelPools.getOrDefault(model, List.of());
        return pool.isEmpty() ? List.of(new PoolMember(modelMapping.getOrDefault(model, model), 1)) : pool;
    }

    /** The upstream's name of what callers call {@code model}; of the first where several serve it. */
    public String upstreamModel(String model) {
        return pool(model).getFirst().model();
    }

    /** Whether it is a rule that has disabled it. */
    public boolean isDisabledByRule() {
        return !enabled && switched != null;
    }

    /** One that serves nothing to nobody yet, to be written on. */
    public static ChannelDraft draft(String id, String name, String provider) {
        return new ChannelDraft(id, name, provider);
    }

    /** The same channel, to be written on; this one stays as it is. */
    public ChannelDraft change() {
        return new ChannelDraft(this);
    }
}
