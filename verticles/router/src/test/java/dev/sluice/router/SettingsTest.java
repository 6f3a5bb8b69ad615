package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.model.catalog.Timeouts;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SettingsTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void theDefaultsAreTheseAndNoOthers() {
        assertThat(RouterSettings.DEFAULTS)
                .isEqualTo(new RouterSettings(
                        4,
                        new Timeouts(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(120),
                                Duration.ofSeconds(120),
                                Duration.ofMinutes(30)),
                        Duration.ofSeconds(5),
                        new HealthSettings(
                                5,
                                50,
                                20,
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(30),
                                Duration.ofMinutes(5),
                                SECOND,
                                Duration.ofMinutes(5),
                                Duration.ofSeconds(30))));
    }

    @Test
    void senselessValuesAreRefused() {
        Timeouts timeouts = RouterSettings.DEFAULTS.timeouts();
        HealthSettings health = HealthSettings.DEFAULTS;

        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouterSettings(0, timeouts, SECOND, health))
                .withMessageContaining("maxAttempts");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new RouterSettings(1, timeouts, Duration.ZERO, health))
                .withMessageContaining("poll");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> health(0, 50, SECOND))
                .withMessageContaining("failuresInARow");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> health(5, 101, SECOND))
                .withMessageContaining("failurePercent");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> health(5, 50, SECOND.minusSeconds(2)))
                .withMessageContaining("above zero");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> health(5, 50, SECOND.multipliedBy(100)))
                .withMessageContaining("longestRest");
    }

    private static HealthSettings health(int failuresInARow, int failurePercent, Duration rest) {
        return new HealthSettings(
                failuresInARow, failurePercent, 20, SECOND, rest, SECOND.multipliedBy(10), SECOND, SECOND, SECOND);
    }
}
