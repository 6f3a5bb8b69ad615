package dev.sluice.model.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ModelPatternTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-*, gpt-4o",
        "gpt-*, gpt-",
        "*, anything/at:all",
        "*-mini, gpt-4o-mini",
        "*-mini, x-mini-mini",
        "o*-*i, o1-mini",
        "a*b*c, aXXbYYbZZc",
        "exact, exact",
        "**, x"
    })
    void theseFit(String pattern, String name) {
        assertThat(new ModelPattern(pattern).matches(name)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-*, chatgpt-4o",
        "gpt-*, GPT-4o",
        "*-mini, gpt-4o-mini-2",
        "a*b*c, aXXc",
        "exact, exactly",
        "exact, exac",
        "g.t, gpt",
        "g?t, gpt"
    })
    void theseDoNot(String pattern, String name) {
        assertThat(new ModelPattern(pattern).matches(name)).isFalse();
    }

    @Test
    void aHostileNameDoesNotMakeItSlow() {
        ModelPattern pattern = new ModelPattern("a*a*a*a*a*a*a*a*a*a*b");

        boolean fits = Assertions.assertTimeout(Duration.ofSeconds(1), () -> pattern.matches("a".repeat(10_000)));

        assertThat(fits).isFalse();
    }
}
