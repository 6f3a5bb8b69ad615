package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WheelTest {
    private static final long[] FIVE_ONE_ONE = {5, 1, 1};

    @Test
    void everyCycleGivesEachExactlyItsWeight() {
        Wheel wheel = new Wheel(3);

        for (int cycle = 0; cycle < 1000; cycle++) {
            int[] firsts = new int[3];
            for (int turn = 0; turn < 7; turn++) {
                firsts[wheel.spin(FIVE_ONE_ONE, 1)[0]]++;
            }

            assertThat(firsts).containsExactly(5, 1, 1);
        }
    }

    @Test
    void turnsAreSpreadEvenlyInsteadOfComingInBursts() {
        Wheel wheel = new Wheel(3);

        List<Integer> firsts = new ArrayList<>();
        for (int turn = 0; turn < 7; turn++) {
            firsts.add(wheel.spin(FIVE_ONE_ONE, 1)[0]);
        }

        assertThat(firsts).containsExactly(0, 0, 1, 0, 2, 0, 0);
    }

    @Test
    void theOthersFollowInTheOrderInWhichTheyAreDue() {
        Wheel wheel = new Wheel(3);

        assertThat(wheel.spin(new long[] {3, 2, 1}, 3)).containsExactly(0, 1, 2);
        assertThat(wheel.spin(new long[] {3, 2, 1}, 3)).containsExactly(1, 2, 0);
    }

    @Test
    void noMoreAreNamedThanWanted() {
        assertThat(new Wheel(3).spin(FIVE_ONE_ONE, 2)).containsExactly(0, 1);
        assertThat(new Wheel(3).spin(FIVE_ONE_ONE, 0)).isEmpty();
    }

    @Test
    void thoseWithoutWeightSitOutAndTheRestShareTheirTurns() {
        Wheel wheel = new Wheel(3);

        int[] firsts = new int[3];
        for (int turn = 0; turn < 60; turn++) {
            firsts[wheel.spin(new long[] {5, 0, 1}, 3)[0]]++;
        }

        assertThat(firsts).containsExactly(50, 0, 10);
        assertThat(wheel.spin(new long[] {0, 0, 0}, 3)).isEmpty();
    }

    @Test
    void turnsTakenAtOnceByManyThreadsAreStillExact() {
        Wheel wheel = new Wheel(3);
        AtomicIntegerArray firsts = new AtomicIntegerArray(3);
        Runnable thousandCycles = () -> {
            for (int turn = 0; turn < 7000; turn++) {
                firsts.incrementAndGet(wheel.spin(FIVE_ONE_ONE, 3)[0]);
            }
        };

        CompletableFuture<?>[] threads = IntStream.range(0, 4)
                .mapToObj(i -> CompletableFuture.runAsync(thousandCycles))
                .toArray(CompletableFuture[]::new);
        CompletableFuture.allOf(threads).orTimeout(30, TimeUnit.SECONDS).join();

        int[] counts = IntStream.range(0, 3).map(firsts::get).toArray();
        assertThat(counts).as(Arrays.toString(counts)).containsExactly(20_000, 4_000, 4_000);
    }
}
