package dev.sluice.ingress.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LevelTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    @ParameterizedTest
    @CsvSource({
        "NORMAL, 69, NORMAL",
        "NORMAL, 70, NO_BACKGROUND",
        "NORMAL, 80, NO_RETRIES",
        "NORMAL, 90, FAIR_SHARES",
        "NORMAL, 95, NO_CONNECTIONS",
        "NO_BACKGROUND, 200, NO_CONNECTIONS",
        "NO_CONNECTIONS, 85, NO_CONNECTIONS",
        "NO_CONNECTIONS, 84, FAIR_SHARES",
        "FAIR_SHARES, 80, FAIR_SHARES",
        "FAIR_SHARES, 79, NO_RETRIES",
        "NO_RETRIES, 69, NO_BACKGROUND",
        "NO_BACKGROUND, 60, NO_BACKGROUND",
        "NO_BACKGROUND, 59, NORMAL",
        "NO_CONNECTIONS, 0, NORMAL"
    })
    void aLevelIsEnteredAtItsEntryAndLeftTenPointsBelow(Level from, int percent, Level to) {
        assertThat(from.at(percent)).isEqualTo(to);
    }

    @Test
    void aLevelIsEnteredAtOnceAndLeftAfterASecond() {
        Staircase staircase = new Staircase();

        assertThat(staircase.step(96, 0)).isEqualTo(Level.NO_CONNECTIONS);
        assertThat(staircase.step(10, SECOND / 2)).isEqualTo(Level.NO_CONNECTIONS);
        assertThat(staircase.step(96, SECOND)).isEqualTo(Level.NO_CONNECTIONS);
        assertThat(staircase.step(75, 2 * SECOND - 1)).isEqualTo(Level.NO_CONNECTIONS);
        assertThat(staircase.step(75, 2 * SECOND)).isEqualTo(Level.NO_RETRIES);
        assertThat(staircase.step(0, 3 * SECOND)).isEqualTo(Level.NORMAL);
    }
}
