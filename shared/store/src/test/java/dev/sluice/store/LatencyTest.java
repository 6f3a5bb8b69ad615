package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LatencyTest {

    private static Latency of(long... millis) {
        List<Long> counts = new ArrayList<>(Collections.nCopies(Latency.BUCKETS, 0L));
        for (long each : millis) {
            counts.set(Latency.bucketOf(each), counts.get(Latency.bucketOf(each)) + 1);
        }
        return new Latency(Arrays.stream(millis).sum(), counts);
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "99, 0",
        "100, 1",
        "199, 1",
        "200, 2",
        "399, 2",
        "400, 3",
        "51199, 9",
        "51200, 10",
        "102399, 10",
        "102400, 11",
        "9223372036854775807, 11"
    })
    void aBucketBeginsWhereTheOneBeforeEnds(long millis, int bucket) {
        assertThat(Latency.bucketOf(millis)).isEqualTo(bucket);
    }

    @Test
    void nobodyCalledMeansNoFigure() {
        assertThat(Latency.NONE.mean()).isEmpty();
        assertThat(Latency.NONE.percentile(50)).isEmpty();
    }

    @Test
    void percentilesAreExactToWithinAFactorOfTwo() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            long[] millis = random.longs(1 + random.nextInt(300), 100, 102_400).toArray();
            Arrays.sort(millis);
            for (int percent : new int[] {1, 50, 95, 100}) {
                long exact = millis[Math.max(0, Math.ceilDiv(millis.length * percent, 100) - 1)];

                long found = of(millis).percentile(percent).orElseThrow();

                assertThat(found).isBetween(exact / 2, exact * 2);
            }
        }
    }

    @Test
    void beyondTheLastEdgeAPercentileIsThatEdge() {
        assertThat(of(500_000, 600_000).percentile(95)).hasValue(102_400);
        assertThat(of(500_000, 600_000).mean()).hasValue(550_000);
    }

    @Test
    void twoAddUp() {
        assertThat(of(1, 150).plus(of(250))).isEqualTo(of(1, 150, 250));
    }
}
