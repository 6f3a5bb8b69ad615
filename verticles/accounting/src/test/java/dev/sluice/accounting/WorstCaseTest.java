package dev.sluice.accounting;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Price;
import dev.sluice.model.catalog.PriceBook;
import dev.sluice.model.chat.Usage;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class WorstCaseTest {
    private static Price price(String model, long input, long write, long output, long reasoning) {
        return new Price(model, 1, input, 0, write, output, reasoning, 0);
    }

    private final PriceBook prices = new PriceBook(
            1,
            Map.of(
                    "gpt-4o", price("gpt-4o", 1, 1, 1, 1),
                    "gpt-4o-2024-05-13", price("gpt-4o-2024-05-13", 2, 2, 2, 2),
                    "grok-4", price("grok-4", 3, 3, 3, 3)));

    @ParameterizedTest
    @CsvSource({
        "gpt-4o, gpt-4o",
        "gpt-4o-2024-05-13, gpt-4o-2024-05-13",
        "gpt-4o-2024-08-06, gpt-4o",
        "grok-4-20250709, grok-4",
        "grok-4-0709, none",
        "gpt-4o-mini, none",
        "gpt-4o-mini-2024-07-18, none",
        "openai/gpt-4o, none",
        "gpt-4o-2024-08-06-x, none",
        "-2024-08-06, none",
    })
    void aModelIsFoundByItsNameOrItsNameWithoutADate(String model, String found) {
        assertThat(prices.find(model).map(Price::model).orElse("none")).isEqualTo(found);
    }

    @Test
    void theWorstCaseTakesTheDearerClassOfEachSide() {
        Usage plain = WorstCase.of(price("m", 10, 5, 20, 20), 7, 9);
        Usage writes = WorstCase.of(price("m", 10, 12, 20, 20), 7, 9);
        Usage reasons = WorstCase.of(price("m", 10, 5, 20, 30), 7, 9);

        assertThat(plain).isEqualTo(new Usage(7, 0, 0, 9, 0));
        assertThat(writes).isEqualTo(new Usage(0, 0, 7, 9, 0));
        assertThat(reasons).isEqualTo(new Usage(7, 0, 0, 0, 9));
    }
}
