package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Histories on a real database, compared step by step with an {@link Oracle}. */
interface HistoryContract extends Stage {
    int HISTORIES = 150;
    int STEPS = 40;

    @Test
    default void everyHistoryComesToWhatAModelSays() {
        store().prices().publish(Samples.BOOK);
        Long only = Long.getLong("b4.seed");
        LongStream seeds = only == null ? LongStream.range(0, HISTORIES) : LongStream.of(only);
        List<String> failures = Quiet.during(() ->
                seeds.mapToObj(this::play).filter(failure -> !failure.isEmpty()).toList());

        Figures.print("B4", failures.size(), "violations_on_a_database", failures.isEmpty());
        assertThat(failures.stream().limit(5)).isEmpty();
        assertThat(store().ledger().audit()).allMatch(Finding::holds);
    }

    private String play(long seed) {
        String failure = new History(seed, "h" + seed + "-", new StoredBooks(store()), new Oracle()).play(STEPS);
        return failure == null ? "" : "-Db4.seed=" + seed + ": " + failure;
    }
}
