package dev.sluice.launcher.reliability;

import java.util.Random;

/** How long to try and with which seed; {@code ./reliability} says so by system properties. */
final class Run {
    private Run() {}

    /** Rounds asked for, or as many as fit into a build. */
    static int rounds(int standard) {
        return Integer.getInteger("reliability.rounds", standard);
    }

    /** Whether this is the long run. */
    static boolean isLong() {
        return Boolean.getBoolean("reliability.long");
    }

    /** The seed asked for, or a fresh one. */
    static long seed() {
        Long given = Long.getLong("reliability.seed");
        return given == null ? new Random().nextInt(1_000_000) : given;
    }
}
