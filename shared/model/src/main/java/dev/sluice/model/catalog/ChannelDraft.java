package dev.sluice.model.catalog;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A channel while it is written: what is not said is as it was, or as a new one has it. Used by one thread. */
public final class ChannelDraft {
    private final String id;
    private String name;
    private String provider;
    private @Nullable String baseUrl;
    private List<String> models = List.of();
    private List<String> modelPatterns = List.of();
    private boolean listUpstream;
    private Map<String, String> modelMapping = Map.of();
    private Map<String, List<PoolMember>> modelPools = Map.of();
    private Set<String> groups = Set.of();
    private int priority;
    private int weight = 1;
    private boolean enabled = true;
    private boolean privateAddresses;
    private Map<String, String> parameters = Map.of();
    private TimeoutOverrides timeouts = TimeoutOverrides.NONE;
    private Map<String, TimeoutOverrides> modelTimeouts = Map.of();
    private ChannelLimits limits = ChannelLimits.NONE;
    private Shaping shaping = Shaping.NONE;
    private Labels labels = Labels.NONE;
    private @Nullable ProxyServer proxy;
    private ChannelKeys keys = ChannelKeys.ONE;
    private Probing probing = Probing.USUAL;
    private DisableOverrides disabling = DisableOverrides.NONE;
    private @Nullable String switched;

    ChannelDraft(String id, String name, String provider) {
        this.id = id;
        this.name = name;
        this.provider = provider;
    }

    ChannelDraft(Channel old) {
        this(old.id(), old.name(), old.provider());
        baseUrl = old.baseUrl();
        models = old.models();
        modelPatterns = old.modelPatterns();
        listUpstream = old.listUpstream();
        modelMapping = old.modelMapping();
        modelPools = old.modelPools();
        groups = old.groups();
        priority = old.priority();
        weight = old.weight();
        enabled = old.enabled();
        privateAddresses = old.privateAddresses();
        parameters = old.parameters();
        timeouts = old.timeouts();
        modelTimeouts = old.modelTimeouts();
        limits = old.limits();
        shaping = old.shaping();
        labels = old.labels();
        proxy = old.proxy();
        keys = old.keys();
        probing = old.probing();
        disabling = old.disabling();
        switched = old.switched();
    }

    public Channel channel() {
        return new Channel(
                id,
                name,
                provider,
                baseUrl,
                models,
                modelPatterns,
                listUpstream,
                modelMapping,
                modelPools,
                groups,
                priority,
                weight,
                enabled,
                privateAddresses,
                parameters,
                timeouts,
                modelTimeouts,
                limits,
                shaping,
                labels,
                proxy,
                keys,
                probing,
                disabling,
                switched);
    }

    public ChannelDraft name(String newName) {
        name = newName;
        return this;
    }

    public ChannelDraft provider(String newProvider) {
        provider = newProvider;
        return this;
    }

    public ChannelDraft baseUrl(@Nullable String newBaseUrl) {
        baseUrl = newBaseUrl;
        return this;
    }

    public ChannelDraft models(List<String> newModels) {
        models = newModels;
        return this;
    }

    public ChannelDraft modelPatterns(List<String> newModelPatterns) {
        modelPatterns = newModelPatterns;
        return this;
    }

    public ChannelDraft listUpstream(boolean newListUpstream) {
        listUpstream = newListUpstream;
        return this;
    }

    public ChannelDraft modelMapping(Map<String, String> newModelMapping) {
        modelMapping = newModelMapping;
        return this;
    }

    public ChannelDraft modelPools(Map<String, List<PoolMember>> newModelPools) {
        modelPools = newModelPools;
        return this;
    }

    public ChannelDraft groups(Set<String> newGroups) {
        groups = newGroups;
        return this;
    }

    public ChannelDraft priority(int newPriority) {
        priority = newPriority;
        return this;
    }

    public ChannelDraft weight(int newWeight) {
        weight = newWeight;
        return this;
    }

    /** Switched by somebody, unless it is said after this that a rule did it. */
    public ChannelDraft enabled(boolean newEnabled) {
        switched = newEnabled == enabled ? switched : null;
        enabled = newEnabled;
        return this;
    }

    public ChannelDraft privateAddresses(boolean newPrivateAddresses) {
        privateAddresses = newPrivateAddresses;
        return this;
    }

    public ChannelDraft parameters(Map<String, String> newParameters) {
        parameters = newParameters;
        return this;
    }

    public ChannelDraft timeouts(TimeoutOverrides newTimeouts) {
        timeouts = newTimeouts;
        return this;
    }

    public ChannelDraft modelTimeouts(Map<String, TimeoutOverrides> newModelTimeouts) {
        modelTimeouts = newModelTimeouts;
        return this;
    }

    public ChannelDraft limits(ChannelLimits newLimits) {
        limits = newLimits;
        return this;
    }

    public ChannelDraft shaping(Shaping newShaping) {
        shaping = newShaping;
        return this;
    }

    public ChannelDraft labels(Labels newLabels) {
        labels = newLabels;
        return this;
    }

    public ChannelDraft proxy(@Nullable ProxyServer newProxy) {
        proxy = newProxy;
        return this;
    }

    public ChannelDraft keys(ChannelKeys newKeys) {
        keys = newKeys;
        return this;
    }

    public ChannelDraft probing(Probing newProbing) {
        probing = newProbing;
        return this;
    }

    public ChannelDraft disabling(DisableOverrides newDisabling) {
        disabling = newDisabling;
        return this;
    }

    public ChannelDraft switched(@Nullable String why) {
        switched = why;
        return this;
    }
}
