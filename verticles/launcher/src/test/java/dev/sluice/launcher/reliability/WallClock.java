package dev.sluice.launcher.reliability;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;

/** The time of day as one process sees it, which can be set while it runs; its monotonic clock goes on. Needs libfaketime. */
record WallClock(Path file) {
    private static final List<Path> LIBRARIES = List.of(
            Path.of("/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1"),
            Path.of("/usr/lib/faketime/libfaketimeMT.so.1"));

    /** Whether this machine has what it takes. */
    static boolean canBeShifted() {
        return LIBRARIES.stream().anyMatch(Files::exists);
    }

    /** A clock that is right, and is told by this file. */
    static WallClock in(Path file) {
        WallClock clock = new WallClock(file);
        clock.shift("+0");
        return clock;
    }

    /** What a process is started with that shall have this clock. */
    Map<String, String> settings() {
        Path library = LIBRARIES.stream().filter(Files::exists).findFirst().orElseThrow();
        return Map.of(
                "LD_PRELOAD",
                library.toString(),
                "FAKETIME_DONT_FAKE_MONOTONIC",
                "1",
                // Else every wait with a deadline ends at once, and the process does nothing but look what time it is.
                "FAKETIME_FORCE_MONOTONIC_FIX",
                "0",
                "FAKETIME_CACHE_DURATION",
                "1",
                "FAKETIME_TIMESTAMP_FILE",
                file.toString());
    }

    /** From the next second on it is off by this, as in {@code +1h}. */
    void shift(String by) {
        try {
            Path next = Files.writeString(file.resolveSibling(file.getFileName() + ".next"), by + "\n");
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
