package dev.sluice.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ConfigurationTest {
    private static final Path SOURCES = Path.of("src/main/java");

    @Test
    void nothingButAnEditRaisesTheGeneration() {
        assertThat(filesWith("UPDATE generation")).containsExactly("Edit.java");
    }

    @Test
    void whatIsConfiguredIsWrittenOnlyByThoseWhoGoThroughTheDoor() {
        List<String> doors = filesWith("configuration.edit");
        for (Configured what : Configured.values()) {
            List<String> writers = Stream.of("INSERT INTO ", "UPDATE ", "DELETE FROM ")
                    .flatMap(verb -> filesWith(verb + what.table() + " ").stream())
                    .distinct()
                    .toList();

            assertThat(doors).as(what.table()).containsAll(writers);
        }
    }

    @Test
    void kindsHaveWordsOfTheirOwn() {
        assertThat(Arrays.stream(Configured.values())
                        .map(Configured::word)
                        .flatMap(word -> Configured.of(word).stream()))
                .containsExactly(Configured.values());
        assertThat(Configured.of("something newer")).isEmpty();
    }

    private static List<String> filesWith(String text) {
        try (Stream<Path> files = Files.walk(SOURCES)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> read(file).contains(text))
                    .map(file -> file.getFileName().toString())
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
