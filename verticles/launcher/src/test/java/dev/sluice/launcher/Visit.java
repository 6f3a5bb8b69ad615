package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * One node and one browser for all tests of a class: before each of them the administrator signs in anew, and after it the
 * console must have nothing to complain of, which means that the Content-Security-Policy was kept too.
 */
final class Visit implements BeforeAllCallback, BeforeEachCallback, AfterEachCallback, AfterAllCallback {
    private @Nullable Path folder;
    private @Nullable Visitor visitor;

    Visitor visitor() {
        return Objects.requireNonNull(visitor, "nobody is here before the first test");
    }

    /** Where the node has its database. */
    Path database() {
        return Objects.requireNonNull(folder, "there is no node before the first test")
                .resolve("data/sluice.db");
    }

    @Override
    public void beforeAll(ExtensionContext context) throws IOException {
        folder = Files.createTempDirectory("sluice-visit");
        visitor = Visitor.atANewNode(folder);
    }

    @Override
    public void beforeEach(ExtensionContext context) {
        visitor().signInAnew();
    }

    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(visitor().browser.complaints()).isEmpty();
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        if (visitor != null) {
            visitor.close();
        }
        if (folder != null) {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            List<Path> deepestFirst = found.sorted(Comparator.reverseOrder()).toList();
            for (Path one : deepestFirst) {
                Files.deleteIfExists(one);
            }
        }
    }
}
