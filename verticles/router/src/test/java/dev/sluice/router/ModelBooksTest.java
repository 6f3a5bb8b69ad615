package dev.sluice.router;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.model.catalog.ModelBook;
import dev.sluice.model.catalog.ModelFacts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelBooksTest {
    private static final Path DEFAULT = Path.of("..", "..", "conf", "models");

    @TempDir
    Path folder;

    @Test
    void theBookThatComesWithTheGatewayKnowsTheUsualModels() {
        ModelBook book = ModelBooks.load(DEFAULT);

        assertThat(book.models()).hasSizeGreaterThan(300);
        assertThat(book.find("gpt-4o-2099-01-31")).isEqualTo(book.find("gpt-4o"));
        assertThat(book.find("gpt-4o"))
                .contains(new ModelFacts(
                        128_000,
                        16_384,
                        List.of("text", "image", "pdf"),
                        List.of("text"),
                        List.of("tools", "json-schema")));
        assertThat(book.models().values())
                .allSatisfy(facts -> assertThat(facts.contextTokens()).isPositive());
    }

    @Test
    void anEntryThatSaysNothingIsAModelOfWhichNothingIsKnown() throws IOException {
        Files.writeString(folder.resolve("own.yaml"), "models:\n  a:\n  b: { context: 2 }\n");
        Files.writeString(folder.resolve("own-2.yaml"), "--- ~\n");

        ModelBook book = ModelBooks.load(folder);

        assertThat(book.find("a")).contains(new ModelFacts(null, null, List.of("text"), List.of("text"), List.of()));
        assertThat(book.find("b")).isPresent();
    }

    @Test
    void aFileOfTheOperatorGoesOverTheDefault() throws IOException {
        Files.writeString(folder.resolve("default.yaml"), "models: { a: { context: 1 }, b: { context: 2 } }");
        Files.writeString(folder.resolve("00-mine.yaml"), "models: { a: { context: 3, inputs: [text, image] } }");

        ModelBook book = ModelBooks.load(folder);

        assertThat(book.find("a").orElseThrow().contextTokens()).isEqualTo(3);
        assertThat(book.find("b").orElseThrow().inputs()).containsExactly("text");
    }

    @Test
    void aMisspeltKeyIsRefusedByName() throws IOException {
        Files.writeString(folder.resolve("default.yaml"), "models: { a: { contxt: 1 } }");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> ModelBooks.load(folder))
                .withMessageContaining("default.yaml")
                .withMessageContaining("contxt");
    }

    @Test
    void aFolderThatIsMissingHoldsNothing() {
        assertThat(ModelBooks.load(folder.resolve("none"))).isEqualTo(ModelBook.EMPTY);
    }
}
