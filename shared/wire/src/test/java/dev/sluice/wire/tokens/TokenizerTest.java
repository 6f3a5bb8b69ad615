package dev.sluice.wire.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.model.chat.AnswerWish;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Message;
import dev.sluice.model.chat.Message.Role;
import dev.sluice.model.chat.Notes;
import dev.sluice.model.chat.Part;
import dev.sluice.model.chat.RawJson;
import dev.sluice.model.chat.Sampling;
import dev.sluice.model.chat.Service;
import dev.sluice.model.chat.Source;
import dev.sluice.model.chat.Tool;
import dev.sluice.model.chat.Tooling;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenizerTest {
    private static final Tokenizer TOKENIZER = new Tokenizer();

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, 'Hello, world!', 4",
        "gpt-4, 'Hello, world!', 4",
        "gpt-4, 你好，世界！, 7",
        "openai/gpt-4-turbo, 你好，世界！, 7",
        "gpt-4o-mini, 你好，世界！, 4",
        "gpt-4.1, 你好，世界！, 4",
        "claude-sonnet, 你好，世界！, 4",
        "gpt-4o, '', 0",
        "gpt-4o, <|endoftext|>, 7"
    })
    void textsHaveTheTokensOfTheirModelsVocabulary(String model, String text, long tokens) {
        assertThat(TOKENIZER.count(model, text)).isEqualTo(tokens);
    }

    /** Counts of another implementation, kept beside the checkout and not in it. */
    @Test
    void countsAgreeWithThoseOfAnotherTokenizer() throws IOException {
        Path file = vectors();
        JsonNode encodings = new ObjectMapper().readTree(file.toFile()).path("encodings");

        for (JsonNode vector : encodings.path("cl100k_base")) {
            agree("gpt-4", vector);
        }
        for (JsonNode vector : encodings.path("o200k_base")) {
            agree("gpt-4o", vector);
        }
        assertThat(encodings.path("o200k_base").size()).isGreaterThan(20);
    }

    private static void agree(String model, JsonNode vector) {
        String text = vector.path("text").textValue();
        assertThat(TOKENIZER.count(model, text))
                .as(text)
                .isEqualTo(vector.path("tokens").size());
    }

    private static Path vectors() {
        for (Path at = Path.of("").toAbsolutePath(); at != null; at = at.getParent()) {
            Path file = at.resolveSibling("shared").resolve("specs/token-vectors.json");
            if (Files.isRegularFile(file)) {
                return file;
            }
        }
        return Assumptions.abort("no token vectors beside the repository");
    }

    @Test
    void aLongTextIsCountedInPiecesAsIfItWereOne() {
        String sentence = "The sluice lets 12 boats through, one after the other; then it closes. ";
        long once = TOKENIZER.count("gpt-4o", sentence.repeat(100));
        long twice = TOKENIZER.count("gpt-4o", sentence.repeat(200));

        long long1 = TOKENIZER.count("gpt-4o", sentence.repeat(1_100));

        assertThat(long1).isEqualTo(once + 10 * (twice - once));
    }

    @Test
    void whatIsTooLongIsReckonedFromItsBeginning() {
        String half = "one two three four ".repeat(Tokenizer.MOST_CHARACTERS / 19 + 1);

        assertThat(TOKENIZER.count("gpt-4o", half + half))
                .isCloseTo(2 * TOKENIZER.count("gpt-4o", half), Percentage.withPercentage(1));
    }

    @Test
    void aPromptOfManyLongTextsIsReckonedFromItsBeginningToo() {
        String large = "one two three four ".repeat(Tokenizer.MOST_CHARACTERS / 19);
        ChatRequest request = request(
                "gpt-4o", Collections.nCopies(64, text(Role.USER, large)).toArray(Message[]::new));

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(5),
                () -> assertThat(TOKENIZER.prompt(request))
                        .isCloseTo(64 * TOKENIZER.count("gpt-4o", large), Percentage.withPercentage(1)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a", " ", "\n", "ab", "!", "é", "中", "\ud83c\udf26", "\ud83c", "0", "\t ", "A1", "'s", "\u0000"})
    void noTextTakesLong(String unit) {
        String text = unit.repeat(Tokenizer.MOST_CHARACTERS / unit.length() + 7);

        Assertions.assertTimeoutPreemptively(
                Duration.ofSeconds(20),
                () -> assertThat(TOKENIZER.count("gpt-4o", text)).isPositive());
        assertThat(TOKENIZER.count("gpt-4", unit.repeat(9_000))).isPositive();
    }

    @Test
    void aPromptIsItsMessagesWithTheirRoles() {
        ChatRequest request = request("gpt-4o", text(Role.SYSTEM, "Be brief."), text(Role.USER, "Hello, world!"));

        assertThat(TOKENIZER.prompt(request)).isEqualTo(3 + (3 + 1 + 3) + (3 + 1 + 4));
        assertThat(TOKENIZER.prompt(request("gpt-5-mini", text(Role.USER, "Hello, world!"))))
                .isEqualTo(2 + 3 + 1 + 4);
    }

    @Test
    void picturesFilesAndToolsAddToAPrompt() {
        Message plain = text(Role.USER, "Look.");
        Part picture = new Part.Image(new Source.Url("https://example.org/a.png"), null, Notes.NONE);
        Part pdf = new Part.Document(
                new Source.Inline("application/pdf", "A".repeat(40_000)), "a.pdf", null, false, Notes.NONE);
        Tool tool = new Tool.Function("level", "Height.", new RawJson("{\"type\":\"object\"}"), null, Notes.NONE);
        long bare = TOKENIZER.prompt(request("gpt-4o", plain));

        assertThat(TOKENIZER.prompt(request("gpt-4o", with(plain, picture)))).isEqualTo(bare + 765);
        assertThat(TOKENIZER.prompt(request("gpt-4o", with(plain, pdf)))).isGreaterThan(bare + 1_000);
        ChatRequest tools = new ChatRequest(
                "gpt-4o",
                List.of(plain),
                new Tooling(List.of(tool), null, null),
                Sampling.DEFAULT,
                AnswerWish.DEFAULT,
                null,
                Service.DEFAULT,
                false,
                false,
                Extras.NONE);
        assertThat(TOKENIZER.prompt(tools)).isBetween(bare + 20, bare + 40);
    }

    private static Message text(Role role, String text) {
        return new Message(role, List.of(new Part.Text(text)));
    }

    private static Message with(Message message, Part part) {
        return new Message(message.role(), List.of(message.parts().getFirst(), part));
    }

    private static ChatRequest request(String model, Message... messages) {
        return new ChatRequest(
                model,
                List.of(messages),
                Tooling.NONE,
                Sampling.DEFAULT,
                AnswerWish.DEFAULT,
                null,
                Service.DEFAULT,
                false,
                false,
                Extras.NONE);
    }
}
