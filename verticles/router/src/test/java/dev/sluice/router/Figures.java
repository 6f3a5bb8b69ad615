package dev.sluice.router;

import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** The seeds of simulations, and how what they show is printed. */
final class Figures {
    static final long[] SEEDS = seeds();

    private Figures() {}

    static void print(String name, long value, String unit, boolean holds) {
        System.out.printf("%s %d %s %s%n", name, value, unit, holds ? "pass" : "fail seeds=" + Arrays.toString(SEEDS));
    }

    private static long[] seeds() {
        String given = System.getProperty("sluice.seeds", "");
        return given.isEmpty()
                ? LongStream.rangeClosed(1, 5).toArray()
                : List.of(given.split(",")).stream().mapToLong(Long::parseLong).toArray();
    }
}
