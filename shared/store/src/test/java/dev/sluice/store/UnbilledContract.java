package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.call.UnbilledUse.Kind;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What no caller pays is added up by hour and channel, whoever adds to it. */
interface UnbilledContract extends Stage {
    private static UnbilledLine line(long startsAt, String channel, Kind purpose, long times) {
        return new UnbilledLine(
                Instant.ofEpochMilli(startsAt),
                channel,
                purpose,
                times,
                10 * times,
                2 * times,
                new NanoDollars(7 * times));
    }

    @Test
    default void linesOfOneHourChannelAndPurposeAreAddedUp() {
        UnbilledUses uses = store().unbilled();
        uses.add(List.of());
        uses.add(List.of(line(1000, "c1", Kind.HEDGE, 1), line(1000, "c1", Kind.SHADOW, 5)));
        uses.add(List.of(line(1000, "c1", Kind.HEDGE, 2), line(2000, "c1", Kind.HEDGE, 3)));
        uses.add(List.of(line(3000, "c1", Kind.HEDGE, 9), line(2000, "c2", Kind.SHADOW, 4)));

        assertThat(uses.byChannel(Instant.ofEpochMilli(1000), Instant.ofEpochMilli(3000)))
                .isEqualTo(Map.of(
                        "c1",
                        Map.of(
                                Kind.HEDGE, line(1000, "c1", Kind.HEDGE, 6),
                                Kind.SHADOW, line(1000, "c1", Kind.SHADOW, 5)),
                        "c2",
                        Map.of(Kind.SHADOW, line(2000, "c2", Kind.SHADOW, 4))));
        assertThat(uses.byChannel(Instant.ofEpochMilli(4000), Instant.ofEpochMilli(5000)))
                .isEmpty();
    }

    @Test
    default void nodesThatBeginTheSameLineAtOnceLoseNothing() throws Exception {
        List<Future<?>> adding;
        try (ExecutorService nodes = Executors.newFixedThreadPool(4)) {
            adding = IntStream.range(0, 20)
                    .<Future<?>>mapToObj(i ->
                            nodes.submit(() -> store().unbilled().add(List.of(line(1000, "c1", Kind.HEDGE, 1)))))
                    .toList();
        }
        for (Future<?> one : adding) {
            one.get();
        }

        assertThat(store().unbilled().byChannel(Instant.EPOCH, Instant.ofEpochMilli(9000)))
                .isEqualTo(Map.of("c1", Map.of(Kind.HEDGE, line(1000, "c1", Kind.HEDGE, 20))));
    }
}
