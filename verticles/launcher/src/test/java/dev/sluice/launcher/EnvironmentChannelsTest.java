package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.launcher.conf.Conf;
import dev.sluice.model.catalog.Channel;
import dev.sluice.provider.preset.Presets;
import dev.sluice.store.Channels;
import dev.sluice.store.Store;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which channels the environment of a first start makes of the presets that come with the gateway. */
class EnvironmentChannelsTest {
    private final List<Channel> made = new ArrayList<>();

    @Test
    void aKeyMakesAChannelThatServesWhatTheVendorListsAndWhatThePresetClaims() {
        start(Map.of("ANTHROPIC_API_KEY", "sk-ant", "GEMINI_API_KEY", "AIza", "COHERE_API_KEY", "co"));

        assertThat(made).extracting(Channel::name).containsExactly("anthropic", "cohere", "gemini");
        assertThat(made).allMatch(Channel::listUpstream);
        assertThat(made.getFirst().modelPatterns()).containsExactly("claude-*");
        assertThat(made.getFirst().privateAddresses()).isFalse();
        assertThat(made.getLast().modelPatterns()).contains("gemini-*", "gemini-embedding-*");
    }

    @Test
    void anAddressOfTheOperatorsIsTakenAsItIs() {
        start(Map.of("ANTHROPIC_API_KEY", "k", "ANTHROPIC_BASE_URL", "http://10.0.0.7:9000"));

        assertThat(made).singleElement().satisfies(channel -> {
            assertThat(channel.baseUrl()).isEqualTo("http://10.0.0.7:9000");
            assertThat(channel.privateAddresses()).isTrue();
        });
    }

    @Test
    void modelsThatAreNamedAreTheOnlyOnes() {
        start(Map.of("GEMINI_API_KEY", "k", "GEMINI_MODELS", "gemini-2.5-pro, gemini-2.5-flash"));

        assertThat(made).singleElement().satisfies(channel -> {
            assertThat(channel.models()).containsExactly("gemini-2.5-pro", "gemini-2.5-flash");
            assertThat(channel.modelPatterns()).isEmpty();
            assertThat(channel.listUpstream()).isFalse();
        });
    }

    private void start(Map<String, String> environment) {
        Conf conf = Conf.read(List.of("--config", "../../conf/sluice.yaml"), environment);
        new EnvironmentChannels(store(), conf)
                .create(Presets.load(Path.of("../../conf/providers")).values());
    }

    private Store store() {
        Channels channels = (Channels) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Channels.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("create")) {
                        made.add((Channel) arguments[0]);
                        return null;
                    }
                    return List.copyOf(made);
                });
        return (Store) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Store.class}, (proxy, method, arguments) -> channels);
    }
}
