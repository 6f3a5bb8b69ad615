package dev.sluice.store;

import static dev.sluice.store.Samples.digest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.Bytes;
import dev.sluice.store.Passkeys.Answered;
import dev.sluice.store.Passkeys.Passkey;
import dev.sluice.store.SecondFactors.Outcome;
import dev.sluice.store.SecondFactors.Reading;
import dev.sluice.store.Tokens.Purpose;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What people show beside their passwords is good once, whoever asks at the same moment. */
interface SignInContract extends Stage {
    Instant NOON = Instant.parse("2026-08-01T12:00:00Z");
    Secret SECRET = new Secret("JBSWY3DPEHPK3PXP");

    private SecondFactors factors() {
        return store().secondFactors();
    }

    private static Reading of(long step) {
        return secret -> secret.equals(SECRET) ? OptionalLong.of(step) : OptionalLong.empty();
    }

    private static Reading wrong() {
        return secret -> OptionalLong.empty();
    }

    private void confirmed() {
        assertThat(factors().propose(Users.ADMIN, SECRET)).isTrue();
        assertThat(factors().confirm(Users.ADMIN, of(10), NOON, List.of(digest("r1"), digest("r2"))))
                .isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    default void strangersTryTenPasswordsInAQuarterOfAnHourHoweverManyTheyAre() throws Exception {
        PasswordAttempts attempts = store().passwordAttempts();
        List<Boolean> taken =
                Crowd.of(24, () -> attempts.take(Users.ADMIN, NOON).isEmpty());

        assertThat(taken).filteredOn(one -> one).hasSize(10);
        assertThat(attempts.take(Users.ADMIN, NOON.plusSeconds(60))).contains(Duration.ofMinutes(14));
        attempts.forgive(Users.ADMIN, NOON);
        assertThat(attempts.take(Users.ADMIN, NOON.plusSeconds(60))).isEmpty();
        assertThat(attempts.take(Users.ADMIN, NOON.plusSeconds(60))).isPresent();
        assertThat(attempts.take(Users.ADMIN, NOON.plus(PasswordAttempts.WINDOW)))
                .isEmpty();
        for (int i = 0; i < 20; i++) {
            assertThat(attempts.take("nobody", NOON)).isEmpty();
        }
    }

    @Test
    default void aSecretCountsWhenItIsConfirmedAndIsNotReplacedThen() {
        assertThat(factors().propose(Users.ADMIN, new Secret("the first one"))).isTrue();
        assertThat(factors().isSet(Users.ADMIN)).isFalse();
        assertThat(factors().use(Users.ADMIN, of(9), NOON)).isEqualTo(Outcome.NOT_SET);

        confirmed();

        assertThat(factors().isSet(Users.ADMIN)).isTrue();
        assertThat(factors().recoveryCodesLeft(Users.ADMIN)).isEqualTo(2);
        assertThat(factors().propose(Users.ADMIN, new Secret("somebody else's")))
                .isFalse();
        assertThat(factors().confirm(Users.ADMIN, of(12), NOON, List.of())).isEqualTo(Outcome.NOT_SET);
    }

    @Test
    default void ofManyWhoShowTheSameCodeOneIsLetIn() throws Exception {
        confirmed();

        List<Outcome> outcomes = Crowd.of(8, () -> factors().use(Users.ADMIN, of(11), NOON));

        assertThat(outcomes).containsOnlyOnce(Outcome.ACCEPTED);
        assertThat(factors().use(Users.ADMIN, of(10), NOON)).isEqualTo(Outcome.WRONG);
        assertThat(factors().use(Users.ADMIN, of(12), NOON)).isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    default void afterTenWrongCodesNoneIsLookedAtUntilTheWindowIsOver() {
        confirmed();
        for (int i = 0; i < SecondFactors.MOST_WRONG; i++) {
            assertThat(factors().use(Users.ADMIN, wrong(), NOON)).isEqualTo(Outcome.WRONG);
        }

        assertThat(factors().use(Users.ADMIN, of(11), NOON)).isEqualTo(Outcome.TOO_MANY);
        assertThat(factors().use(Users.ADMIN, of(11), NOON.plus(SecondFactors.WINDOW)))
                .isEqualTo(Outcome.ACCEPTED);
    }

    @Test
    default void ofManyWhoShowTheSameRecoveryCodeOneIsLetIn() throws Exception {
        confirmed();

        List<Boolean> redeemed = Crowd.of(8, () -> factors().redeem(Users.ADMIN, digest("r1")));

        assertThat(redeemed).containsOnlyOnce(true);
        assertThat(factors().redeem("somebody", digest("r2"))).isFalse();
        assertThat(factors().recoveryCodesLeft(Users.ADMIN)).isEqualTo(1);
    }

    @Test
    default void theSecretIsSealed() throws SQLException {
        confirmed();

        try (Connection connection = connection();
                Statement statement = connection.createStatement();
                ResultSet rs = statement.executeQuery("SELECT sealed_secret FROM totp")) {
            assertThat(rs.next()).isTrue();
            assertThat(Bytes.of(rs.getBytes(1)).utf8()).doesNotContain(SECRET.value());
        }
    }

    @Test
    default void whatIsTakenAwayIsGoneAndWhoWasHalfwayInBeginsAgain() {
        confirmed();
        store().passkeys().add(passkey("p1", 0), Bytes.utf8("c1"), challenge("x"));
        store().tokens().putAlone(digest("pending"), Purpose.SECOND_FACTOR, Users.ADMIN, NOON.plusSeconds(300));

        assertThat(factors().removeAll(Users.ADMIN)).isTrue();

        assertThat(factors().isSet(Users.ADMIN)).isFalse();
        assertThat(factors().recoveryCodesLeft(Users.ADMIN)).isZero();
        assertThat(store().passkeys().list(Users.ADMIN)).isEmpty();
        assertThat(store().tokens().find(digest("pending"), Purpose.SECOND_FACTOR, NOON))
                .isEmpty();
        assertThat(factors().removeAll(Users.ADMIN)).isFalse();
        assertThat(factors().remove(Users.ADMIN)).isFalse();
    }

    private static Passkey passkey(String id, long signatures) {
        return new Passkey(id, Users.ADMIN, "a phone", Bytes.utf8("key of " + id), signatures, true, false, NOON, null);
    }

    private static Answered challenge(String text) {
        return new Answered(digest(text), NOON.plus(Duration.ofMinutes(5)));
    }

    @Test
    default void aPasskeyIsFoundByWhatItsDeviceCallsItAndForgottenByItsUserAlone() {
        assertThat(store().passkeys().add(passkey("p1", 3), Bytes.utf8("c1"), challenge("x")))
                .isTrue();

        assertThat(store().passkeys().find(Bytes.utf8("c1"))).contains(passkey("p1", 3));
        assertThat(store().passkeys().find(Bytes.utf8("c2"))).isEmpty();
        assertThatThrownBy(() -> store().passkeys().add(passkey("p2", 0), Bytes.utf8("c1"), challenge("y")))
                .isInstanceOf(StoreConflict.class);
        assertThat(store().passkeys().delete("somebody", "p1")).isFalse();
        assertThat(store().passkeys().delete(Users.ADMIN, "p1")).isTrue();
        assertThat(store().passkeys().list(Users.ADMIN)).isEmpty();
    }

    @Test
    default void aChallengeIsAnsweredOnce() {
        store().passkeys().add(passkey("p1", 0), Bytes.utf8("c1"), challenge("x"));

        assertThat(store().passkeys().use(passkey("p1", 0), challenge("x"), NOON))
                .isFalse();
        assertThat(store().passkeys().add(passkey("p2", 0), Bytes.utf8("c2"), challenge("x")))
                .isFalse();
        assertThat(store().passkeys().use(passkey("p1", 0), challenge("y"), NOON))
                .isTrue();
        assertThat(store().passkeys().list(Users.ADMIN))
                .singleElement()
                .satisfies(used -> assertThat(used.usedAt()).isEqualTo(NOON));
    }

    @Test
    default void aCopyOfAPasskeyThatCountsGivesItselfAway() {
        store().passkeys().add(passkey("p1", 3), Bytes.utf8("c1"), challenge("x"));

        assertThat(store().passkeys().use(passkey("p1", 4), challenge("a"), NOON))
                .isTrue();
        assertThat(store().passkeys().use(passkey("p1", 4), challenge("b"), NOON))
                .isFalse();
        assertThat(store().passkeys().use(passkey("p1", 0), challenge("c"), NOON))
                .isFalse();
        assertThat(store().passkeys().use(passkey("p1", 9), challenge("d"), NOON))
                .isTrue();
    }
}
