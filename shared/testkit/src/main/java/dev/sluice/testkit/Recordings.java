package dev.sluice.testkit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Recorded answers of real providers. They are kept beside the checkout, in {@code ../shared/recordings}, not in it; a
 * test that wants them skips, with a reason, where they are not.
 */
public final class Recordings {
    private final Path root;

    private Recordings(Path root) {
        this.root = root;
    }

    /** The recordings beside this checkout, if they are there. */
    public static Optional<Recordings> find() {
        return beside(Path.of("").toAbsolutePath());
    }

    /** The recordings beside the checkout that a folder lies in; its root is the topmost folder with a {@code pom.xml}. */
    static Optional<Recordings> beside(Path folder) {
        Path root = folder;
        for (Path up = folder; up != null; up = up.getParent()) {
            root = Files.isRegularFile(up.resolve("pom.xml")) ? up : root;
        }
        Path recordings = root.resolveSibling("shared").resolve("recordings");
        return Files.isDirectory(recordings) ? Optional.of(new Recordings(recordings)) : Optional.empty();
    }

    /** The files of one provider, by name; none if the provider has no folder. */
    public List<Path> of(String provider) {
        Path folder = root.resolve(provider);
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
