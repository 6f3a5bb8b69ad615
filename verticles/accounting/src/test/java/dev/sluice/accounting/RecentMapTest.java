package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class RecentMapTest {

    @Test
    void itNeverGrowsBeyondItsCapacity() {
        RecentMap<Integer, Integer> map = new RecentMap<>(100);

        for (int i = 0; i < 10_000; i++) {
            map.put(i, i);
        }

        assertThat(map.size()).isLessThanOrEqualTo(100);
        assertThat(map.get(9_999)).isEqualTo(9_999);
        assertThat(map.get(0)).isNull();
    }

    @Test
    void whatIsAskedForAgainAndAgainStays() {
        RecentMap<Integer, Integer> map = new RecentMap<>(100);
        map.put(-1, 42);

        for (int i = 0; i < 10_000; i++) {
            map.put(i, i);
            assertThat(map.get(-1)).isEqualTo(42);
        }
    }

    @Test
    void whatIsRemovedIsGoneFromBothHalves() {
        RecentMap<Integer, Integer> map = new RecentMap<>(2);
        map.put(1, 1);
        map.put(2, 2);

        map.remove(1);

        assertThat(map.get(1)).isNull();
        assertThat(map.get(2)).isEqualTo(2);
    }
}
