package dev.sluice.store;

import static dev.sluice.store.Samples.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.model.catalog.Probing;
import dev.sluice.model.catalog.ProxyServer;
import dev.sluice.store.UpstreamKeys.NewKey;
import dev.sluice.store.UpstreamKeys.UpstreamKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The keys of channels, on every database. */
interface UpstreamKeyContract extends Stage {
    String HOST = "https://a.example/v1";

    private UpstreamKeys upstreamKeys() {
        return store().channels().keys();
    }

    private static NewKey fresh(String id, String name) {
        return new NewKey(id, name, new Secret("sk-" + id));
    }

    private List<String> inUse(String channelId) {
        return store().channels().get(channelId).orElseThrow().keys().ids();
    }

    private Map<String, Optional<Secret>> secrets(String channelId) {
        return upstreamKeys().secrets(store().channels().get(channelId).orElseThrow());
    }

    private UpstreamKey key(String channelId, String id) {
        return upstreamKeys().get(channelId, id).orElseThrow();
    }

    @Test
    default void aChannelsOwnSecretIsItsFirstKeyAndOthersFollow() {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        store().channels().create(channel("c2", "two", HOST), null);
        long before = store().generation();

        assertThat(upstreamKeys().add("c1", List.of(fresh("k1", "first"), fresh("k2", "second"))))
                .isTrue();
        upstreamKeys().add("c2", List.of(fresh("k3", "first")));

        assertThat(store().generation()).isEqualTo(before + 2);
        assertThat(upstreamKeys().list("c1"))
                .extracting(UpstreamKey::id, UpstreamKey::name, UpstreamKey::enabled)
                .containsExactly(tuple("main", "main", true), tuple("k1", "first", true), tuple("k2", "second", true));
        assertThat(inUse("c1")).containsExactly("main", "k1", "k2");
        assertThat(inUse("c2")).containsExactly("k3");
        assertThat(store().catalog().channels())
                .extracting(it -> it.keys().ids())
                .containsExactly(List.of("main", "k1", "k2"), List.of("k3"));
        assertThat(secrets("c1"))
                .containsExactly(
                        Map.entry("k1", Optional.of(new Secret("sk-k1"))),
                        Map.entry("k2", Optional.of(new Secret("sk-k2"))));
        assertThat(upstreamKeys().counts()).containsEntry("c1", 3).containsEntry("c2", 1);
        assertThat(upstreamKeys().add("c9", List.of(fresh("k9", "x")))).isFalse();
    }

    @Test
    default void aKeyThatIsDisabledIsNotInUseAndSaysWhy() {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        upstreamKeys().add("c1", List.of(fresh("k1", "first")));

        assertThat(upstreamKeys().update(key("c1", "main").switched(false, "refused thrice")))
                .isTrue();
        assertThat(inUse("c1")).containsExactly("k1");
        assertThat(key("c1", "main").reason()).isEqualTo("refused thrice");

        upstreamKeys().update(key("c1", "k1").named("renamed").switched(false, null));
        assertThat(inUse("c1")).isEmpty();
        assertThat(key("c1", "k1").name()).isEqualTo("renamed");

        upstreamKeys().update(key("c1", "main").switched(true, null));
        assertThat(inUse("c1")).containsExactly("main");
        assertThat(key("c1", "main").reason()).isNull();
    }

    @Test
    default void namesAreUniqueInAChannelAndAllAreAddedOrNone() {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        store().channels().create(channel("c2", "two", HOST), null);
        upstreamKeys().add("c1", List.of(fresh("k1", "first")));

        assertThatThrownBy(() -> upstreamKeys().add("c1", List.of(fresh("k2", "other"), fresh("k3", "first"))))
                .isInstanceOf(StoreConflict.class);
        assertThat(upstreamKeys().list("c1")).hasSize(2);
        assertThat(upstreamKeys().add("c2", List.of(fresh("k3", "first")))).isTrue();
        List<NewKey> tooMany = IntStream.range(0, UpstreamKeys.MOST)
                .mapToObj(i -> fresh("x" + i, "x" + i))
                .toList();
        assertThatThrownBy(() -> upstreamKeys().add("c1", tooMany)).isInstanceOf(StoreConflict.class);
    }

    @Test
    default void theLastKeyStaysAndAnyOtherCanBeDeletedTheOwnSecretToo() {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        assertThatThrownBy(() -> upstreamKeys().delete("c1", "main")).isInstanceOf(StoreConflict.class);
        upstreamKeys().add("c1", List.of(fresh("k1", "first"), fresh("k2", "second")));

        assertThat(upstreamKeys().delete("c1", "main")).isTrue();
        assertThat(upstreamKeys().delete("c1", "k1")).isTrue();
        assertThat(upstreamKeys().delete("c1", "k1")).isFalse();

        assertThat(upstreamKeys().list("c1")).extracting(UpstreamKey::id).containsExactly("k2");
        assertThat(inUse("c1")).containsExactly("k2");
        assertThat(store().channels().secret("c1")).isEmpty();
    }

    @Test
    default void noKeyFollowsItsChannelToAnotherHost() throws SQLException {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        upstreamKeys().add("c1", List.of(fresh("k1", "first")));
        Channel moved = channel("c1", "one", "https://evil.example/v1");

        assertThatThrownBy(() -> store().channels().update(moved, new Secret("sk-new")))
                .isInstanceOf(StoreConflict.class)
                .hasMessageContaining("further keys");
        try (Connection connection = connection();
                Statement statement = connection.createStatement()) {
            statement.executeUpdate("UPDATE channel SET base_url = 'https://evil.example/v1'");
        }

        assertThat(secrets("c1")).containsEntry("k1", Optional.empty());
    }

    @Test
    default void aSecretThatWasGivenSinceForAnotherHostIsNotHandedOutForTheOldOne() {
        ProxyServer proxy = new ProxyServer(ProxyServer.Kind.HTTP, "proxy.example", 3128, false);
        ProxyServer other = new ProxyServer(ProxyServer.Kind.HTTP, "other.example", 3128, false);
        Channel before = channel("c1", "one", HOST).change().proxy(proxy).channel();
        Channel after = channel("c1", "one", "https://b.example/v1")
                .change()
                .proxy(other)
                .channel();
        Channels channels = store().channels();
        channels.create(before, new Secret("sk-old"), new Secret("user:old"));

        channels.update(after, new Secret("sk-new"), new Secret("user:new"));
        upstreamKeys().add("c1", List.of(fresh("k1", "first")));

        assertThatThrownBy(() -> channels.secret(before)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> channels.proxyLogin(before)).isInstanceOf(IllegalArgumentException.class);
        assertThat(upstreamKeys().secrets(before)).containsEntry("k1", Optional.empty());
        assertThat(channels.secret(after)).contains(new Secret("sk-new"));
        assertThat(channels.proxyLogin(after)).contains(new Secret("user:new"));
        assertThat(upstreamKeys().secrets(after)).containsEntry("k1", Optional.of(new Secret("sk-k1")));
    }

    @Test
    default void aChannelTakesItsKeysAlongAndARestoreBringsThemBackWithTheirSecrets() {
        store().channels().create(channel("c1", "one", HOST), new Secret("sk-main"));
        upstreamKeys().add("c1", List.of(fresh("k1", "first")));
        upstreamKeys().update(key("c1", "k1").switched(false, "a rule's reason"));
        UpstreamKey before = key("c1", "k1");
        long then = store().generation();

        store().channels().delete("c1");
        assertThat(upstreamKeys().list("c1")).isEmpty();
        assertThat(upstreamKeys().counts()).isEmpty();
        assertThat(store().revisions().restore(then, false)).isPresent();

        assertThat(key("c1", "k1")).isEqualTo(before);
        assertThat(secrets("c1")).containsEntry("k1", Optional.of(new Secret("sk-k1")));
        assertThat(inUse("c1")).containsExactly("main");
    }

    @Test
    default void howAKeyIsChosenAndAChannelIsTestedAreSettings() {
        Channel plain = channel("c1", "one", HOST);
        Channel set = plain.change()
                .keys(new ChannelKeys(KeyChoice.FILL_FIRST, List.of("main")))
                .probing(new Probing("m"))
                .channel();
        store().channels().create(set, null);
        assertThat(store().channels().get("c1")).contains(set);

        store().channels().update(plain, null);
        assertThat(store().channels().get("c1")).contains(plain);
    }
}
