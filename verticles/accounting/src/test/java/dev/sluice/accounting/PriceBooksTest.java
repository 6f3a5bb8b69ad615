package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.NanoDollars;
import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.chat.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PriceBooksTest {
    private static final Path DEFAULT_BOOK = Path.of("../../conf/prices");

    @TempDir
    private Path folder;

    private Path write(String name, String text) throws IOException {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void pricesAreReadExactly() throws IOException {
        Path file = write("a.yaml", """
                version: 3
                source: test
                date: 2026-08-01
                models:
                  full: { input: 0.1, cache-read: "0.0028", cache-write: 1.25, output: 3, reasoning: 4.5, per-request: 0.005 }
                  short: { input: 2.50, output: 10 }
                """);

        PriceBook book = PriceBooks.load(file);

        assertThat(book.version()).isEqualTo(3);
        assertThat(book.find("full"))
                .contains(new Price(
                        "full", 3, 100_000_000, 2_800_000, 1_250_000_000, 3_000_000_000L, 4_500_000_000L, 5_000_000));
        assertThat(book.find("short"))
                .contains(new Price(
                        "short",
                        3,
                        2_500_000_000L,
                        2_500_000_000L,
                        2_500_000_000L,
                        10_000_000_000L,
                        10_000_000_000L,
                        0));
    }

    @Test
    void ownBooksAreReadOverTheDefaultOne() throws IOException {
        write("default.yaml", "{version: 1, models: {a: {input: 1, output: 1}, b: {input: 1, output: 1}}}");
        write("changes.yaml", "{version: 2, models: {b: {input: 5, output: 5}}}");
        write("README.md", "not a price book");

        PriceBook book = PriceBooks.load(folder);

        assertThat(book.version()).isEqualTo(2);
        assertThat(book.find("a").orElseThrow().version()).isEqualTo(1);
        assertThat(book.find("b").orElseThrow().version()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{version: 1, models: {m: {input: 1, output: 1, outptu: 2}}} | models → m → outptu: unknown key",
                "{version: 1, modles: {}} | modles: unknown key",
                "{version: 1, models: {m: {input: 1}}} | models → m → output: expected dollars",
                "{version: 1, models: {m: {input: -1, output: 1}}} | models → m → input: expected dollars, not less than 0",
                "{version: 1, models: {m: {input: 0.0000000001, output: 1}}} | input: expected dollars with at most nine decimals",
                "{version: 1, models: {m: {input: cheap, output: 1}}} | input: expected dollars with at most nine decimals",
                "{version: 1, models: {m: 3}} | models → m: expected the keys cache-read",
                "{version: 0, models: {}} | version: expected a whole number from 1 on, found 0",
                "{models: {}} | version: expected a whole number from 1 on, found nothing",
                "{version: 1} | models: expected models with their prices",
                "{version: 1, models: {m: {input: 1, output: 1}, m: {input: 2, output: 2}}} | uplicate",
                "[1] | expected the keys date",
            })
    void whatIsNotAPriceBookIsRefusedByName(String text, String message) throws IOException {
        Path file = write("bad.yaml", text);

        assertThatThrownBy(() -> PriceBooks.load(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bad.yaml")
                .hasMessageContaining(message);
    }

    @Test
    void theDefaultBookIsWhole() {
        PriceBook book = PriceBooks.load(DEFAULT_BOOK);

        assertThat(book.prices()).hasSizeBetween(60, 200);
        assertThat(book.find("demo").orElseThrow().of(new Usage(1_000, 0, 0, 1_000, 0)))
                .isEqualTo(new NanoDollars(500_000));
        assertThat(book.find("gpt-4o").orElseThrow().inputPerMillion()).isEqualTo(2_500_000_000L);
        assertThat(book.prices().values())
                .allSatisfy(price -> assertThat(price.outputPerMillion()).isPositive());
    }
}
