package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class StrainTest {
    private final FakeClock clock = new FakeClock();
    private final Strain strain = new Strain(HealthSettings.DEFAULTS);

    @Test
    void theFifthFailureInARowIsTooMany() {
        for (int i = 0; i < 4; i++) {
            assertThat(strain.failed(false, clock.now())).isEmpty();
        }

        assertThat(strain.failed(false, clock.now())).contains(RestReason.FAILURES_IN_A_ROW);
    }

    @Test
    void aSuccessBetweenThemBeginsTheRowAnew() {
        for (int i = 0; i < 4; i++) {
            strain.failed(false, clock.now());
        }
        strain.succeeded(clock.now());

        for (int i = 0; i < 4; i++) {
            assertThat(strain.failed(false, clock.now())).isEmpty();
        }
    }

    @Test
    void moreThanHalfOfTwentyIsTooMany() {
        succeedAndFail(9);
        strain.failed(false, clock.now());

        assertThat(strain.failed(false, clock.now())).as("11 of 20").contains(RestReason.FAILURE_SHARE);
    }

    @Test
    void halfIsNot() {
        succeedAndFail(9);
        strain.succeeded(clock.now());

        assertThat(strain.failed(false, clock.now())).as("10 of 20").isEmpty();
    }

    @Test
    void aShareOfFewerThanTwentySaysNothing() {
        succeedAndFail(8);
        strain.failed(false, clock.now());

        assertThat(strain.failed(false, clock.now())).as("10 of 18").isEmpty();
    }

    @Test
    void whatIsOlderThanTheWindowDoesNotCount() {
        succeedAndFail(9);
        clock.passSeconds(10);
        strain.failed(false, clock.now());

        assertThat(strain.failed(false, clock.now())).isEmpty();
    }

    @Test
    void whatIsWithinTheWindowCountsInWhicheverSecondItCame() {
        for (int second = 0; second < 9; second++) {
            succeedAndFail(1);
            clock.passSeconds(1);
        }
        strain.failed(false, clock.now());

        assertThat(strain.failed(false, clock.now())).contains(RestReason.FAILURE_SHARE);
    }

    @Test
    void clearingForgetsAll() {
        succeedAndFail(9);
        strain.failed(false, clock.now());

        strain.clear();

        assertThat(strain.failed(false, clock.now())).isEmpty();
    }

    private void succeedAndFail(int times) {
        for (int i = 0; i < times; i++) {
            strain.succeeded(clock.now());
            strain.failed(false, clock.now());
        }
    }
}
