package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

final class RecentSumTest {
    private static long seconds(long count) {
        return Duration.ofSeconds(count).toNanos();
    }

    @Test
    void itIsTheLargerOfTheTwoLastWindows() {
        RecentSum sum = new RecentSum(0);
        sum.add(10, seconds(1));
        sum.add(5, seconds(3));

        assertThat(sum.at(seconds(3))).isEqualTo(10);
        assertThat(sum.at(seconds(5))).isEqualTo(5);
    }

    @Test
    void whatIsLongAgoIsForgotten() {
        RecentSum sum = new RecentSum(0);
        sum.add(10, seconds(1));

        assertThat(sum.at(seconds(60))).isZero();
    }
}
