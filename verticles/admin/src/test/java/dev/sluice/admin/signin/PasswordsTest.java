package dev.sluice.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.admin.Management;
import dev.sluice.model.call.GatewayException;
import dev.sluice.store.Users;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PasswordsTest {
    private Management management;
    private Passwords passwords;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
        passwords = new Passwords(management.store.users());
    }

    @AfterEach
    void stop() {
        passwords.close();
        management.close();
    }

    @Test
    void aPasswordIsKeptAsArgon2idWithTheCostsWeMean() {
        Passwords.set(management.store, Users.ADMIN, "correct horse battery");

        String hash = management.store.users().passwordHash(Users.ADMIN).orElseThrow();
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
    }

    @Test
    void onlyTheRightPasswordIsRight() {
        Passwords.set(management.store, Users.ADMIN, "correct horse battery");

        assertThat(passwords.verify(Users.ADMIN, "correct horse battery")).isTrue();
        assertThat(passwords.verify(Users.ADMIN, "correct horse batterz")).isFalse();
        assertThat(passwords.verify(Users.ADMIN, "")).isFalse();
    }

    @Test
    void whoHasNoPasswordHasNoRightOne() {
        assertThat(passwords.verify(Users.ADMIN, "for nobody, and matches nothing."))
                .isFalse();
        assertThat(passwords.verify("nobody", "anything at all")).isFalse();
    }

    @Test
    void thePasswordOfOneHashIsSaltedAnew() {
        assertThat(passwords.hash("correct horse battery")).isNotEqualTo(passwords.hash("correct horse battery"));
    }

    @Test
    void aPasswordMayBeTypedInEitherUnicodeForm() {
        Passwords.set(management.store, Users.ADMIN, "caf\u00e9 au lait, twice");

        assertThat(passwords.verify(Users.ADMIN, "cafe\u0301 au lait, twice")).isTrue();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11, 257})
    void aPasswordHasTwelveTo256Characters(int length) {
        assertThatThrownBy(() -> Passwords.set(management.store, Users.ADMIN, "x".repeat(length)))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().param()).isEqualTo("password"));
    }
}
