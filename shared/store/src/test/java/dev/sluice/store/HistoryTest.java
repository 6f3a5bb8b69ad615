package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A hundred thousand histories on the arithmetic of the books, each compared step by step with an {@link Oracle}. One that fails
 * is printed with its seed; {@code -Db4.seed=17} plays that one alone.
 */
class HistoryTest {
    private static final int HISTORIES = Integer.getInteger("b4.histories", 100_000);
    private static final int STEPS = 40;

    @Test
    void theArithmeticOfTheBooksIsThatOfAModel() {
        Long only = Long.getLong("b4.seed");
        LongStream seeds = only == null ? LongStream.range(0, HISTORIES) : LongStream.of(only);
        List<String> failures = Quiet.during(() -> seeds.mapToObj(HistoryTest::play)
                .filter(failure -> !failure.isEmpty())
                .toList());

        Figures.print("B4", failures.size(), "violations", failures.isEmpty());
        assertThat(failures.stream().limit(5)).isEmpty();
    }

    private static String play(long seed) {
        String failure = new History(seed, "", new BooksInMemory(), new Oracle()).play(STEPS);
        return failure == null ? "" : "-Db4.seed=" + seed + ": " + failure;
    }
}
