package dev.sluice.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RecordingsTest {

    @Test
    void recordingsStandBesideTheTopmostPom(@TempDir Path parent) throws IOException {
        Path room = Files.createDirectories(parent.resolve("checkout/shared/testkit"));
        Files.createFile(parent.resolve("checkout/pom.xml"));
        Files.createFile(room.resolve("pom.xml"));
        Path openai = Files.createDirectories(parent.resolve("shared/recordings/openai"));
        Files.createFile(openai.resolve("b.json"));
        Files.createFile(openai.resolve("a.json"));

        Recordings recordings = Recordings.beside(room).orElseThrow();

        assertThat(recordings.of("openai")).containsExactly(openai.resolve("a.json"), openai.resolve("b.json"));
        assertThat(recordings.of("nobody")).isEmpty();
    }

    @Test
    void aCheckoutThatStandsAloneHasNone(@TempDir Path parent) throws IOException {
        Path checkout = Files.createDirectories(parent.resolve("checkout"));
        Files.createFile(checkout.resolve("pom.xml"));

        assertThat(Recordings.beside(checkout)).isEmpty();
    }
}
