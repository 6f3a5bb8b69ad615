package dev.sluice.provider.probing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.ChannelKeys;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.model.catalog.KeyChoice;
import dev.sluice.provider.probing.ProbePlan.State;
import dev.sluice.provider.probing.ProbePlan.Subject;
import dev.sluice.provider.probing.ProbePlan.Wish;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is to be tried of what a rule has disabled. */
class ProbeWishesTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final ProbeWishes WISHES = new ProbeWishes(new ProbeSettings(
            MINUTE,
            Duration.ZERO,
            4,
            new DisableRules(true, true, true, Set.of(), List.of(), true),
            Duration.ofSeconds(10)));

    private static Channel disabledByRule(String... keys) {
        return Channel.draft("c1", "one", "openai")
                .enabled(false)
                .switched("the key was refused")
                .keys(new ChannelKeys(KeyChoice.ROUND_ROBIN, List.of(keys)))
                .channel();
    }

    private static Wish disabled(String key) {
        return new Wish(new Subject("c1", key), State.DISABLED, MINUTE);
    }

    @Test
    void aChannelThatARuleHasDisabledIsTriedWithEachOfItsKeys() {
        assertThat(WISHES.of(List.of(disabledByRule("main", "k1", "k2")), List.of()))
                .containsExactly(disabled("main"), disabled("k1"), disabled("k2"));
    }

    @Test
    void aChannelThatARuleHasDisabledIsTriedWithItsOwnSecretWhereNoKeyIsInUse() {
        assertThat(WISHES.of(List.of(disabledByRule()), List.of())).containsExactly(disabled("main"));
    }

    @Test
    void aChannelThatSomebodyHasDisabledIsNotTried() {
        Channel off = disabledByRule("main").change().switched(null).channel();

        assertThat(WISHES.of(List.of(off), List.of())).isEmpty();
    }
}
