package dev.sluice.store;

import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Assumptions;

/** For which machines there are binaries of the embedded databases; elsewhere their tests are skipped and say so. */
final class Platforms {
    /** The binaries that Maven brings; the profile {@code linux-arm64} adds its own. macOS on ARM runs those for Intel. */
    static final List<String> POSTGRES =
            List.of("linux-amd64", "linux-aarch64", "mac-amd64", "mac-aarch64", "windows-amd64");

    static final List<String> MARIADB = List.of("linux-amd64", "mac-aarch64", "windows-amd64");

    private Platforms() {}

    static void assumeOneOf(List<String> platforms, String database) {
        Assumptions.assumeTrue(
                platforms.contains(here()), () -> "there are no binaries of " + database + " for " + here());
    }

    private static String here() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).replaceFirst(" .*", "");
        String arch = System.getProperty("os.arch").replace("x86_64", "amd64");
        return os + "-" + arch;
    }
}
