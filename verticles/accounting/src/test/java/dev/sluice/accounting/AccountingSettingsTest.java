package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.accounting.AccountingSettings.Unpriced;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class AccountingSettingsTest {

    @Test
    void theDefaultsAreWhatTheConfigurationFileSays() {
        assertThat(AccountingSettings.DEFAULT)
                .isEqualTo(new AccountingSettings(
                        Unpriced.FLAG,
                        402,
                        20_000,
                        100_000,
                        65_536,
                        Duration.ofHours(2),
                        Duration.ofSeconds(5),
                        Duration.ofMinutes(5)));
    }

    @Test
    void aQuotaStatusOtherThanTheTwoKnownOnesIsRefused() {
        assertThatThrownBy(() -> settings(400, 10, 20)).hasMessageContaining("402 or 429, not 400");
    }

    @Test
    void everyOpenCallMustFindAPlaceInTheSettleQueue() {
        assertThatThrownBy(() -> settings(402, 20, 20)).hasMessageContaining("settleQueue is more than maxOpenCalls");
    }

    private static AccountingSettings settings(int status, int open, int queue) {
        return new AccountingSettings(
                Unpriced.FLAG, status, open, 1, queue, Duration.ofHours(1), Duration.ofSeconds(1), Duration.ZERO);
    }
}
