package dev.sluice.ingress.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SmallPartsTest {
    private static final int NO_END = Integer.MAX_VALUE;

    @Test
    void onePauseIsNoLagButLatenessAllTheTimeIs() {
        LoopLag lag = new LoopLag();

        lag.late(900, 0);
        lag.late(1, 0);
        assertThat(lag.standingNanos()).isZero();
        for (int i = 0; i < 5; i++) {
            lag.late(500 + i, 80 + i);
        }

        assertThat(lag.standingNanos()).isEqualTo(500);
        assertThat(lag.busyPercent()).isEqualTo(82);
        lag.late(-3, 80);
        assertThat(lag.standingNanos()).isZero();
    }

    @Test
    void whatAProcessHasOfTheProcessorsIsOfTheLastSeconds() {
        AtomicLong clock = new AtomicLong();
        AtomicLong used = new AtomicLong(7_000);
        ProcessorUse use = new ProcessorUse(used::get, clock::get, () -> 2);
        assertThat(use.getAsInt()).as("before anything is known").isEqualTo(100);

        clock.set(1_000_000_000);
        used.addAndGet(500_000_000);
        assertThat(use.getAsInt()).isEqualTo(25);
        clock.addAndGet(999_999_999);
        used.addAndGet(2_000_000_000);
        assertThat(use.getAsInt()).isEqualTo(25);
        clock.addAndGet(1);
        assertThat(use.getAsInt()).isEqualTo(100);
    }

    @Test
    void whatIsWaitedForIsAveragedAndFades() {
        WaitTime time = new WaitTime();
        for (int i = 0; i < 40; i++) {
            time.add(1_000);
            time.add(3_000);
            time.look();
        }

        long loaded = time.look();
        for (int i = 0; i < 40; i++) {
            time.look();
        }

        assertThat(loaded).isBetween(1_400L, 2_000L);
        assertThat(time.look()).isLessThan(10);
    }

    @Test
    void whoWantsLittleHasItAndTheOthersHaveTheSame() {
        assertThat(FairShare.of(new int[] {5, NO_END, 10, NO_END}, 95)).isEqualTo(40);
        assertThat(FairShare.of(new int[] {NO_END}, 90)).isEqualTo(90);
        assertThat(FairShare.of(new int[] {20, 30}, 90)).isEqualTo(70);
        assertThat(FairShare.of(new int[0], 90)).isEqualTo(90);
        assertThat(FairShare.of(new int[] {NO_END, NO_END, NO_END}, 2)).isEqualTo(1);
    }

    @Test
    void theLimitShrinksWhileThereIsTooMuchAndGrowsAgain() {
        CallLimit limit = new CallLimit(10_000, 128);

        assertThat(limit.adapt(false, 400)).isEqualTo(10_000);
        assertThat(limit.adapt(true, 400)).isEqualTo(380);
        int least = 0;
        for (int i = 0; i < 100; i++) {
            least = limit.adapt(true, 400);
        }
        assertThat(least).isEqualTo(128);
        assertThat(limit.adapt(false, 128)).isGreaterThan(128);
        int most = 0;
        for (int i = 0; i < 100; i++) {
            most = limit.adapt(false, 200);
        }
        assertThat(most).isEqualTo(10_000);
    }

    @Test
    void tenantsAreBoundedAndThoseAtRestMakeRoom() {
        AtomicLong clock = new AtomicLong();
        Tenants tenants = new Tenants(2, clock::get);
        Tenant busy = tenants.of("a");
        Tenant idle = tenants.of("b");
        busy.enter();

        Tenant third = tenants.of("c");
        third.enter();

        assertThat(tenants.of("a")).isSameAs(busy);
        assertThat(idle.isGone()).isTrue();
        assertThat(third).isNotSameAs(tenants.strangers());
        assertThat(tenants.of("d")).isSameAs(tenants.strangers());
        assertThat(tenants.count()).isEqualTo(2);
    }
}
