package dev.sluice.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AdminSettingsTest {

    @Test
    void theDefaultsAreWhatTheManualSays() {
        assertThat(AdminSettings.defaults("1"))
                .isEqualTo(new AdminSettings("1", 8 * 1_048_576, 64, Duration.ofSeconds(10), Duration.ofHours(12)));
    }

    @Test
    void settingsWithWhichNothingWorksAreRefused() {
        Duration second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new AdminSettings("1", 10, 1, second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdminSettings("1", 4096, 0, second, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdminSettings("1", 4096, 1, Duration.ZERO, second))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new AdminSettings("1", 4096, 1, second, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
