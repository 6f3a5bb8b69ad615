package dev.sluice.journal;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final long LINGER = 1_000;
    private static final long START = -5_000; // the clock passes zero on the way

    private final Pace pace = new Pace(Duration.ofNanos(LINGER), START);

    @Test
    void aFewForcesFollowOneAnotherAtOnce() {
        for (int i = 0; i < 16; i++) {
            assertThat(pace.next(START, 1) - START).isLessThanOrEqualTo(0);
        }
        assertThat(pace.next(START, 1) - START).isEqualTo(LINGER);
    }

    @Test
    void aBusyMediumIsForcedOnceInALinger() {
        long now = START;
        int forces = 0;
        while (now - START < 1_000 * LINGER) {
            forces++;
            long next = pace.next(now, 8);
            now = next - now > 0 ? next : now + 1;
        }
        assertThat(forces).isBetween(1_000, 1_000 + 16 + 1);
    }

    @Test
    void theMoreShareAForceTheLongerTheNextIsPutOff() {
        assertThat(lingersBetweenForcesOf(9)).isBetween(1.0, 1.2);
        assertThat(lingersBetweenForcesOf(16)).isBetween(1.9, 2.0);
        assertThat(lingersBetweenForcesOf(1_000)).isBetween(2.4, 2.5);
    }

    private double lingersBetweenForcesOf(int records) {
        Pace busy = new Pace(Duration.ofNanos(LINGER), START);
        long now = START;
        int forces = 0;
        for (; forces < 2_000; forces++) {
            long next = busy.next(now, records);
            now = next - now > 0 ? next : now + 1;
        }
        return (double) (now - START) / LINGER / forces;
    }

    @Test
    void quietTimesGiveNoMoreThanAFewForcesBack() {
        long later = START + 1_000_000 * LINGER;
        for (int i = 0; i < 16; i++) {
            assertThat(pace.next(later, 1) - later).isLessThanOrEqualTo(0);
        }
        assertThat(pace.next(later, 1) - later).isEqualTo(LINGER);
    }

    @Test
    void withoutALingerNothingWaits() {
        Pace none = new Pace(Duration.ZERO, START);
        for (int i = 0; i < 100; i++) {
            assertThat(none.next(START, 1_000) - START).isLessThanOrEqualTo(0);
        }
    }
}
