package dev.sluice.launcher.reliability;

import java.nio.file.Path;
import java.util.List;
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

    /** What starts a node: the command of a package if one is named, else the classes under test. */
    static List<String> command() {
        String packaged = System.getProperty("reliability.command", "");
        if (!packaged.isEmpty()) {
            return List.of(packaged);
        }
        return List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "--enable-native-access=ALL-UNNAMED",
                "--sun-misc-unsafe-memory-access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                "dev.sluice.launcher.Main");
    }

    /** The seed asked for, or a fresh one. */
    static long seed() {
        Long given = Long.getLong("reliability.seed");
        return given == null ? new Random().nextInt(1_000_000) : given;
    }
}
