package dev.sluice.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.Management;
import dev.sluice.store.Tokens.Purpose;
import dev.sluice.store.Users;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SetupLinksTest {
    private Management management;

    @BeforeEach
    void start(@TempDir Path folder) {
        management = new Management(folder);
    }

    @AfterEach
    void stop() {
        management.close();
    }

    @Test
    void aLinkIsLongAndNeedsNoEscaping() {
        String token = SetupLinks.fresh(management.store, management.vault);

        assertThat(token).matches("setup-[A-Za-z0-9]{43}");
        assertThat(SetupLinks.fresh(management.store, management.vault)).isNotEqualTo(token);
    }

    @Test
    void aLinkIsGoodForThirtyMinutes() {
        String token = SetupLinks.fresh(management.store, management.vault, management.clock);
        Instant now = management.clock.instant();

        assertThat(isGood(token, now.plusSeconds(29 * 60))).isTrue();
        assertThat(isGood(token, now.plusSeconds(30 * 60 + 1))).isFalse();
    }

    @Test
    void aNewLinkMakesTheOldOneVoid() {
        String old = SetupLinks.fresh(management.store, management.vault);

        String token = SetupLinks.fresh(management.store, management.vault);

        assertThat(isGood(old, Instant.now())).isFalse();
        assertThat(isGood(token, Instant.now())).isTrue();
    }

    private boolean isGood(String token, Instant at) {
        return management
                .store
                .tokens()
                .find(management.vault.digestToken(token), Purpose.SETUP, at)
                .filter(Users.ADMIN::equals)
                .isPresent();
    }
}
