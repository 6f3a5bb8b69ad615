package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class TwoChoicesTest {
    private static final int DRAWS = 20_000;

    /** The first two places are one channel's, which has as much under way as the third. */
    private static final Turns.Field BUSY_POOL = new Turns.Field() {
        @Override
        public long load(int place) {
            return 9;
        }

        @Override
        public long heardLoad(int place) {
            return 9;
        }

        @Override
        public double part(int place) {
            return place < 2 ? 0.5 : 1;
        }

        @Override
        public boolean isSameChannel(int one, int other) {
            return one < 2 == other < 2;
        }
    };

    private final TwoChoices choices = new TwoChoices(7);

    @Test
    void ofEqualOnesNoneIsPreferred() {
        int[] firsts = firsts(new long[] {10, 10, 10}, new long[3]);

        assertThat(Arrays.stream(firsts).boxed()).allMatch(count -> Math.abs(count - DRAWS / 3) < DRAWS / 50);
    }

    @Test
    void withoutLoadTheyAreDrawnAboutByWeight() {
        int[] firsts = firsts(new long[] {30, 10}, new long[2]);

        // (0 + 1) under way for 30 is less than for 10: both draws hold the heavier one.
        assertThat(firsts[0]).isEqualTo(DRAWS);
        assertThat(firsts(new long[] {30, 10}, new long[] {2, 0})[0]).isBetween(DRAWS * 7 / 10, DRAWS * 8 / 10);
    }

    @Test
    void theBusiestOfSeveralNeverComesFirst() {
        assertThat(firsts(new long[] {1, 1, 1, 1}, new long[] {5, 1, 2, 3})[0]).isZero();
    }

    @Test
    void theIdleOneDoesNotGetEverything() {
        int[] firsts = firsts(new long[] {1, 1, 1, 1}, new long[] {0, 9, 9, 9});

        assertThat(firsts[0]).isBetween(DRAWS * 45 / 100, DRAWS * 55 / 100);
    }

    @Test
    void whatOthersSaidIsNotTakenAtItsWord() {
        long[] loads = {2, 5};
        int busier = 0;
        for (int i = 0; i < DRAWS; i++) {
            busier += choices.take(new long[] {1, 1}, heard(loads), 1)[0];
        }

        // 3 and 6 with the next call: twice as busy, half as likely.
        assertThat(busier).isBetween(DRAWS * 31 / 100, DRAWS * 36 / 100);
    }

    @Test
    void aChannelOfSeveralModelsGetsNoMoreByHearsayForBeingThereSeveralTimes() {
        int[] firsts = new int[3];
        for (int i = 0; i < DRAWS; i++) {
            firsts[choices.take(new long[] {1, 1, 2}, BUSY_POOL, 1)[0]]++;
        }

        assertThat(firsts[2]).isBetween(DRAWS * 48 / 100, DRAWS * 52 / 100);
        assertThat(firsts[0]).isBetween(DRAWS * 23 / 100, DRAWS * 27 / 100);
    }

    private static Turns.Field heard(long[] loads) {
        return new Turns.Field() {
            @Override
            public long load(int place) {
                return loads[place];
            }

            @Override
            public long heardLoad(int place) {
                return loads[place];
            }
        };
    }

    @Test
    void theOthersFollowByTheirLoadAndThoseWithoutWeightAreLeftOut() {
        int[] order = choices.take(new long[] {1, 0, 1, 1}, i -> new long[] {9, 0, 1, 5}[i], 4);

        assertThat(order).hasSize(3).doesNotContain(1);
        assertThat(Arrays.stream(order).skip(1).toArray()).isIn(new int[] {3, 0}, new int[] {2, 0});
        assertThat(choices.take(new long[] {0, 0}, i -> 0, 2)).isEmpty();
        assertThat(choices.take(new long[] {4}, i -> 0, 2)).containsExactly(0);
        assertThat(choices.take(new long[] {4, 4}, i -> 0, 0)).isEmpty();
    }

    private int[] firsts(long[] weights, long[] loads) {
        int[] firsts = new int[weights.length];
        for (int i = 0; i < DRAWS; i++) {
            firsts[choices.take(weights, place -> loads[place], 1)[0]]++;
        }
        return firsts;
    }
}
