package dev.sluice.store;

import static dev.sluice.store.Samples.channel;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.DisableOverrides;
import dev.sluice.model.catalog.PoolMember;
import dev.sluice.model.catalog.Probing;
import dev.sluice.store.UpstreamKeys.NewKey;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What rules switch, and what they leave alone, on every database. */
interface RuleSwitchContract extends Stage {
    String AT = "https://a.example/v1";

    private RuleSwitch rules() {
        return store().channels().rules();
    }

    private Channel present(String id) {
        return store().channels().get(id).orElseThrow();
    }

    @Test
    default void aRuleDisablesAChannelOfOneKeyOnceAndEnablesItAgain() {
        store().channels().create(channel("c1", "one", AT), new Secret("sk-main"));

        assertThat(rules().disable("c1", "main", "the key was refused")).isTrue();
        long disabled = store().generation();
        assertThat(rules().disable("c1", "main", "again")).isFalse();
        assertThat(store().generation()).isEqualTo(disabled);
        assertThat(present("c1").isDisabledByRule()).isTrue();
        assertThat(present("c1").switched()).isEqualTo("the key was refused");
        assertThat(store().catalog().channels().getFirst().enabled()).isFalse();

        assertThat(rules().enable("c1", "main", "it works again")).isTrue();
        assertThat(rules().enable("c1", "main", "it works again")).isFalse();
        assertThat(present("c1").enabled()).isTrue();
        assertThat(present("c1").switched()).isEqualTo("it works again");
        assertThat(rules().disable("c9", "main", "x")).isFalse();
    }

    @Test
    default void aRuleDisablesAKeyOfSeveralAndLeavesTheChannelInUse() {
        store().channels().create(channel("c1", "one", AT), new Secret("sk-main"));
        store().channels().keys().add("c1", List.of(new NewKey("k1", "first", new Secret("sk-k1"))));

        assertThat(rules().disable("c1", "k1", "refused")).isTrue();
        assertThat(rules().disable("c1", "main", "empty")).isTrue();

        assertThat(present("c1").enabled()).isTrue();
        assertThat(present("c1").keys().ids()).isEmpty();
        assertThat(present("c1").keys().switched()).isEqualTo(Map.of("k1", "refused", "main", "empty"));
        assertThat(store().catalog().channels().getFirst().keys())
                .isEqualTo(present("c1").keys());
        assertThat(rules().enable("c1", "main", "works")).isTrue();
        assertThat(present("c1").keys().ids()).containsExactly("main");
        assertThat(rules().enable("c1", "k1", "works")).isTrue();
        assertThat(present("c1").keys().ids()).containsExactly("main", "k1");
    }

    @Test
    default void whatSomebodyHasDisabledNoRuleEnables() {
        store().channels().create(channel("c1", "one", AT), new Secret("sk-main"));
        rules().disable("c1", "main", "refused");
        Channel byRule = present("c1");
        store().channels().update(byRule.change().switched(null).channel(), null);

        assertThat(rules().enable("c1", "main", "works")).isFalse();
        assertThat(present("c1").enabled()).isFalse();

        UpstreamKeys keys = store().channels().keys();
        keys.add("c1", List.of(new NewKey("k1", "first", new Secret("sk-k1"))));
        keys.update(keys.get("c1", "k1").orElseThrow().switched(false, null));
        assertThat(rules().enable("c1", "k1", "works")).isFalse();
        assertThat(keys.get("c1", "k1").orElseThrow().enabled()).isFalse();
    }

    @Test
    default void eachSwitchIsAVersionWithALineInTheAuditLog() {
        store().channels().create(channel("c1", "one", AT), new Secret("sk-main"));
        long before = store().generation();
        rules().disable("c1", "main", "refused");
        rules().enable("c1", "main", "works");

        assertThat(store().generation()).isEqualTo(before + 2);
        rules().enable("c1", "main", "works");
        assertThat(store().generation()).as("nothing to be read anew").isEqualTo(before + 2);
        assertThat(store().revisions().list(null, 10).items())
                .extracting(Revision::author)
                .startsWith(RuleSwitch.AUTHOR, RuleSwitch.AUTHOR);
    }

    @Test
    default void probingRulesAndPoolsAreReadAsTheyWereWritten() {
        DisableOverrides some = new DisableOverrides(true, null, false, Set.of(401, 418), List.of("gone"), false);
        Channel made = channel("c1", "one", AT)
                .change()
                .probing(new Probing("m", Duration.ofSeconds(90), Duration.ZERO))
                .disabling(some)
                .modelPools(Map.of("m", List.of(new PoolMember("x", 2), new PoolMember("y", 1))))
                .channel();
        store().channels().create(made, null);

        assertThat(present("c1").probing()).isEqualTo(made.probing());
        assertThat(present("c1").disabling()).isEqualTo(some);
        assertThat(present("c1").modelPools()).isEqualTo(made.modelPools());
        store().channels()
                .update(
                        made.change()
                                .disabling(DisableOverrides.NONE)
                                .modelPools(Map.of())
                                .channel(),
                        null);
        assertThat(present("c1").disabling().isNone()).isTrue();
        assertThat(present("c1").modelPools()).isEmpty();
    }
}
