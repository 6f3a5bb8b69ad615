package dev.sluice.admin.signin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.admin.MovingClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptLimiterTest {
    private final MovingClock clock = new MovingClock();
    private final AttemptLimiter limiter = new AttemptLimiter(clock);

    @Test
    void tenAttemptsFromOneAddressAreAllowedAndTheEleventhMustWait() {
        tryTimes(10, "admin", "192.0.2.1");

        assertThat(limiter.tryOnce("admin", "192.0.2.1")).contains(Duration.ofMinutes(15));
        assertThat(limiter.tryOnce("admin", "192.0.2.2")).isEmpty();
        assertThat(limiter.tryOnce("other", "192.0.2.1")).isEmpty();
    }

    @Test
    void theWindowSlides() {
        tryTimes(5, "admin", "192.0.2.1");
        clock.advance(Duration.ofMinutes(10));
        tryTimes(5, "admin", "192.0.2.1");

        assertThat(limiter.tryOnce("admin", "192.0.2.1")).contains(Duration.ofMinutes(5));

        clock.advance(Duration.ofMinutes(5));
        tryTimes(5, "admin", "192.0.2.1");
        assertThat(limiter.tryOnce("admin", "192.0.2.1")).contains(Duration.ofMinutes(10));
    }

    @Test
    void refusedAttemptsDoNotProlongTheWait() {
        tryTimes(10, "admin", "192.0.2.1");
        clock.advance(Duration.ofMinutes(14));
        for (int i = 0; i < 50; i++) {
            limiter.tryOnce("admin", "192.0.2.1");
        }

        clock.advance(Duration.ofMinutes(1));

        assertThat(limiter.tryOnce("admin", "192.0.2.1")).isEmpty();
    }

    @Test
    void anAccountIsTriedAHundredTimesFromEverywhere() {
        for (int i = 0; i < 100; i++) {
            assertThat(limiter.tryOnce("admin", "192.0.2." + i)).isEmpty();
        }

        assertThat(limiter.tryOnce("admin", "198.51.100.1")).isPresent();
        assertThat(limiter.tryOnce("other", "198.51.100.1")).isEmpty();
    }

    @Test
    void strangersTryAnAccountTenTimesTogetherAndFiveTimesEach() {
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAsStranger("admin", "192.0.2.1")).isEmpty();
        }
        assertThat(limiter.tryAsStranger("admin", "192.0.2.1")).isPresent();
        for (int i = 0; i < 5; i++) {
            assertThat(limiter.tryAsStranger("admin", "198.51.100." + i)).isEmpty();
        }

        assertThat(limiter.tryAsStranger("admin", "203.0.113.1")).contains(Duration.ofMinutes(15));
        assertThat(limiter.tryAsStranger("other", "203.0.113.1")).isEmpty();
    }

    @Test
    void whoTriesNoAccountInParticularIsCountedAloneByAddress() {
        for (int n = 0; n < 20; n++) {
            for (int i = 0; i < 10; i++) {
                assertThat(limiter.tryFrom("192.0.2." + n)).isEmpty();
            }
            assertThat(limiter.tryFrom("192.0.2." + n)).contains(Duration.ofMinutes(15));
        }
    }

    @Test
    void addressesOfOneIpv6CustomerCountAsOne() {
        for (int i = 0; i < 10; i++) {
            assertThat(limiter.tryOnce("admin", "2001:db8:0:1::" + i)).isEmpty();
        }

        assertThat(limiter.tryOnce("admin", "2001:db8:0:1:ffff::1")).isPresent();
        assertThat(limiter.tryOnce("admin", "2001:db8:0:2::1")).isEmpty();
    }

    @Test
    void whoSignsInStartsAnew() {
        for (int i = 0; i < 200; i++) {
            assertThat(limiter.tryOnce("admin", "192.0.2.1")).isEmpty();
            limiter.forgive("admin", "192.0.2.1");
        }
    }

    @Test
    void oldAddressesAreForgottenSoThatMemoryIsBounded() {
        tryTimes(10, "admin", "192.0.2.1");
        for (int i = 0; i < 10_000; i++) {
            limiter.tryOnce("user-" + i, "192.0.2.1");
        }

        assertThat(limiter.tryOnce("admin", "192.0.2.1")).isEmpty();
    }

    private void tryTimes(int times, String account, String address) {
        for (int i = 0; i < times; i++) {
            assertThat(limiter.tryOnce(account, address)).isEmpty();
        }
    }
}
