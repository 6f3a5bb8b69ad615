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
 * @param groups whose callers may use it
 * @param priority higher ones are tried first
 * @param weight share among channels of the same priority, at least 1
 * @param privateAddresses whether the base URL may resolve to loopback or private addresses
 * @param parameters settings that the provider preset asks for, such as {@code api-version}
 * @param modelTimeouts by the caller's name of a model
 * @param limits what may be asked of it over all nodes
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
        Set<String> groups,
        int priority,
        int weight,
        boolean enabled,
        boolean privateAddresses,
        Map<String, String> parameters,
        TimeoutOverrides timeouts,
        Map<String, TimeoutOverrides> modelTimeouts,
        ChannelLimits limits) {
    public Channel {
        models = List.copyOf(models);
        modelPatterns = List.copyOf(modelPatterns);
        modelMapping = Map.copyOf(modelMapping);
        groups = Set.copyOf(groups);
        parameters = Map.copyOf(parameters);
        modelTimeouts = Map.copyOf(modelTimeouts);
        if (weight < 1) {
            throw new IllegalArgumentException("a channel's weight is at least 1");
        }
    }

    /** A channel without limits. */
    public Channel(
            String id,
            String name,
            String provider,
            @Nullable String baseUrl,
            List<String> models,
            List<String> modelPatterns,
            boolean listUpstream,
            Map<String, String> modelMapping,
            Set<String> groups,
            int priority,
            int weight,
            boolean enabled,
            boolean privateAddresses,
            Map<String, String> parameters,
            TimeoutOverrides timeouts,
            Map<String, TimeoutOverrides> modelTimeouts) {
        this(
                id,
                name,
                provider,
                baseUrl,
                models,
                modelPatterns,
                listUpstream,
                modelMapping,
                groups,
                priority,
                weight,
                enabled,
                privateAddresses,
                parameters,
                timeouts,
                modelTimeouts,
                ChannelLimits.NONE);
    }

    /** The same channel, of which no more than this may be asked. */
    public Channel within(ChannelLimits newLimits) {
        return new Channel(
                id,
                name,
                provider,
                baseUrl,
                models,
                modelPatterns,
                listUpstream,
                modelMapping,
                groups,
                priority,
                weight,
                enabled,
                privateAddresses,
                parameters,
                timeouts,
                modelTimeouts,
                newLimits);
    }
}
