package dev.sluice.launcher;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Provider;
import dev.sluice.store.Secret;
import dev.sluice.store.Store;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * Makes channels from {@code OPENAI_API_KEY}, {@code OPENAI_BASE_URL}, {@code OPENAI_MODELS} and the like, one for each
 * provider preset that names such a prefix. It does so while the database has no channel; from then on the management API
 * rules.
 */
final class EnvironmentChannels {
    private final Store store;
    private final Conf conf;

    EnvironmentChannels(Store store, Conf conf) {
        this.store = store;
        this.conf = conf;
    }

    void create(Collection<Provider> providers) {
        if (store.channels().list().isEmpty()) {
            providers.stream().sorted(Comparator.comparing(Provider::name)).forEach(this::create);
        }
    }

    private void create(Provider provider) {
        String prefix = provider.environment();
        if (prefix == null) {
            return;
        }
        Optional<String> key = conf.variable(prefix + "_API_KEY");
        Optional<String> baseUrl = conf.variable(prefix + "_BASE_URL");
        // An address alone will do: servers on one's own machine often want no key.
        if (key.isPresent() || baseUrl.isPresent()) {
            store.channels()
                    .create(
                            channel(provider, prefix, baseUrl),
                            key.map(Secret::new).orElse(null));
        }
    }

    private Channel channel(Provider provider, String prefix, Optional<String> baseUrl) {
        Optional<List<String>> models = conf.variable(prefix + "_MODELS").map(EnvironmentChannels::split);
        return Channel.draft(UUID.randomUUID().toString(), provider.name(), provider.name())
                .baseUrl(baseUrl.orElse(null))
                .models(models.orElse(List.of()))
                .modelPatterns(models.isPresent() ? List.of() : provider.claims())
                .listUpstream(models.isEmpty() && provider.modelsPath() != null)
                .groups(Set.of("default"))
                // The operator named the address on this machine, so it may be a private one.
                .privateAddresses(baseUrl.isPresent())
                .parameters(provider.parameters())
                .channel();
    }

    private static List<String> split(String list) {
        return Arrays.stream(list.split(",", -1))
                .map(String::strip)
                .filter(model -> !model.isEmpty())
                .distinct()
                .toList();
    }
}
