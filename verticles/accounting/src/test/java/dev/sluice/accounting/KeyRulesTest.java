package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.ApiKey;
import dev.sluice.model.catalog.User;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class KeyRulesTest {
    private final HandClock clock = new HandClock();
    private final KeyRules rules = new KeyRules(clock.clocks().wall());

    private static KeyHolder holder(ApiKey key) {
        return KeyHolder.of(key, Scene.RICH, BudgetBook.EMPTY);
    }

    @Test
    void aPlainKeyMayCallEveryModelFromEverywhere() {
        assertThat(rules.objection(holder(Scene.key("k", Scene.RICH)), "192.0.2.1", "anything"))
                .isNull();
    }

    @Test
    void aDisabledKeyHearsTheSameAsAnUnknownOne() {
        var error = rules.objection(holder(Scene.disabled(Scene.key("k", Scene.RICH))), "192.0.2.1");

        assertThat(error).isEqualTo(KeyRules.NOT_VALID);
        assertThat(KeyRules.NOT_VALID.status()).isEqualTo(401);
    }

    @Test
    void aKeyExpiresAtItsDateAndNotBefore() {
        Instant expiry = clock.wall().plusSeconds(60);
        KeyHolder holder = holder(Scene.bounded("k", expiry, List.of(), List.of()));

        clock.setWall(expiry.minusMillis(1));
        assertThat(rules.objection(holder, "192.0.2.1")).isNull();

        clock.setWall(expiry);
        var error = Objects.requireNonNull(rules.objection(holder, "192.0.2.1"));
        assertThat(error.status()).isEqualTo(401);
        assertThat(error.code()).isEqualTo("key_expired");
    }

    @Test
    void aDisabledUsersKeysAreForbidden() {
        User disabled = new User("u", "U", "user", false, true);

        var error = Objects.requireNonNull(
                rules.objection(KeyHolder.of(Scene.key("k", disabled), disabled, BudgetBook.EMPTY), "192.0.2.1"));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("user_disabled");
    }

    @Test
    void anAddressOutsideTheNetworksIsForbidden() {
        KeyHolder holder = holder(Scene.bounded("k", null, List.of(), List.of("10.0.0.0/8")));

        var error = Objects.requireNonNull(rules.objection(holder, "192.0.2.1"));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("address_not_allowed");
        assertThat(rules.objection(holder, "10.0.0.1")).isNull();
    }

    @Test
    void aModelThatIsNotOnTheListIsForbiddenByName() {
        KeyHolder holder = holder(Scene.bounded("k", null, List.of("a", "b"), List.of()));

        var error = Objects.requireNonNull(rules.objection(holder, "192.0.2.1", "c"));

        assertThat(error.status()).isEqualTo(403);
        assertThat(error.code()).isEqualTo("model_not_allowed");
        assertThat(error.param()).isEqualTo("model");
        assertThat(error.message()).contains("`c`");
        assertThat(rules.objection(holder, "192.0.2.1", "b")).isNull();
    }

    @Test
    void aMonstrousModelNameIsCutInTheMessage() {
        KeyHolder holder = holder(Scene.bounded("k", null, List.of("a"), List.of()));

        var error = Objects.requireNonNull(rules.objection(holder, "192.0.2.1", "x".repeat(100_000)));

        assertThat(error.message().length()).isLessThan(300);
    }
}
