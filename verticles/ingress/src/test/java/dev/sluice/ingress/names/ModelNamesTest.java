package dev.sluice.ingress.names;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.sluice.ingress.names.ModelNames.Resolved;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Thinking;
import dev.sluice.model.chat.Thinking.Mode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ModelNamesTest {
    private static final ModelNames NAMES = NamesFile.read("""
            aliases: { gpt-4: gpt-4.1, best: gpt-5, best-thinker: "claude-opus-4-5(high)", odd-high: gpt-4.1 }
            suffixes:
              - { models: "gpt-5*", forms: [ effort, parentheses ] }
              - { models: "claude-*" }
              - { models: "gemini-2.5-*", forms: [ thinking ] }
            literal: [ claude-thinking, "gpt-5-*-max-low" ]
            """);

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4", "gpt-5-high", "claude-x(8192)", "(high)", ""})
    void withoutDataEveryNameMeansItself(String name) {
        assertThat(ModelNames.NONE.resolve(name)).isEqualTo(new Resolved(name, null));
    }

    @ParameterizedTest
    @CsvSource({"gpt-4, gpt-4.1", "best, gpt-5", "odd-high, gpt-4.1", "gpt-4.1, gpt-4.1", "unknown, unknown"})
    void anAliasStandsForAnotherName(String asked, String model) {
        assertThat(NAMES.resolve(asked)).isEqualTo(new Resolved(model, null));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5-high, gpt-5, high",
        "gpt-5-mini-minimal, gpt-5-mini, minimal",
        "gpt-5(xhigh), gpt-5, xhigh",
        "gpt-5(HIGH), gpt-5, high",
        "claude-opus-4-5-low, claude-opus-4-5, low",
        "best-medium, gpt-5, medium",
        "best(low), gpt-5, low",
        "best-thinker, claude-opus-4-5, high"
    })
    void aSuffixMayBeAnEffort(String asked, String model, String effort) {
        assertThat(NAMES.resolve(asked)).isEqualTo(new Resolved(model, thinking(null, effort, null, null)));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro-thinking-8192, gemini-2.5-pro, 8192, true",
        "claude-opus-4-5-thinking-1, claude-opus-4-5, 1, true",
        "claude-opus-4-5(16000), claude-opus-4-5, 16000,"
    })
    void aSuffixMayBeABudget(String asked, String model, long budget, @Nullable Boolean shown) {
        assertThat(NAMES.resolve(asked)).isEqualTo(new Resolved(model, thinking(Mode.ON, null, budget, shown)));
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-flash-nothinking, gemini-2.5-flash",
        "gemini-2.5-flash-thinking-0, gemini-2.5-flash",
        "gpt-5-none, gpt-5",
        "gpt-5(none), gpt-5",
        "claude-opus-4-5(0), claude-opus-4-5"
    })
    void aSuffixMaySwitchThinkingOff(String asked, String model) {
        assertThat(NAMES.resolve(asked)).isEqualTo(new Resolved(model, thinking(Mode.OFF, null, null, null)));
    }

    @Test
    void aSuffixMayLeaveItToTheModel() {
        assertThat(NAMES.resolve("claude-opus-4-5-thinking"))
                .isEqualTo(new Resolved("claude-opus-4-5", thinking(Mode.ON, null, null, true)));
        assertThat(NAMES.resolve("claude-opus-4-5(auto)"))
                .isEqualTo(new Resolved("claude-opus-4-5", thinking(Mode.ADAPTIVE, null, -1L, null)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kimi-k2-thinking",
                "claude-thinking",
                "gpt-5-codex-max-low",
                "gpt-4.1-high",
                "gpt-5-thinking",
                "gemini-2.5-pro(high)",
                "gemini-2.5-pro-thinking-",
                "gemini-2.5-pro-thinking-12345678901",
                "gemini-2.5-pro-thinking--1",
                "claude-x()",
                "claude-x(lots)",
                "claude-x(8192",
                "(8192)",
                "-thinking"
            })
    void aNameThatNoRuleKnowsMeansItself(String name) {
        assertThat(NAMES.resolve(name)).isEqualTo(new Resolved(name, null));
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5*, gpt-5, true",
        "gpt-5*, gpt-4, false",
        "*-vl, qwen-vl, true",
        "a*b*c, abc, true",
        "a*b*c, a-b-b-c, true",
        "a*b*c, acb, false",
        "ab*ba, aba, false",
        "*, anything, true",
        "plain, plain, true",
        "plain, plainer, false"
    })
    void aPatternMatchesWholeNames(String pattern, String name, boolean matches) {
        assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "alias: { a: b } | alias",
                "aliases: { a: } | 'a'",
                "suffixes: [ { forms: [ effort ] } ] | models",
                "suffixes: [ { models: x, forms: [ loud ] } ] | loud",
                "aliases: [ a ] | ",
                "'a: b: c' | "
            })
    void aFileOfTheWrongFormIsRefusedWithAReason(String yaml, @Nullable String reason) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> NamesFile.read(yaml))
                .withMessageContaining(reason == null ? "" : reason);
    }

    @Test
    void theFileThatIsShippedChangesNothing() {
        ModelNames shipped = NamesFile.read(Path.of("../../conf/names.yaml"));

        assertThat(shipped.resolve("gpt-5-high")).isEqualTo(new Resolved("gpt-5-high", null));
        assertThat(NamesFile.read("{}").resolve("gpt-5-high")).isEqualTo(new Resolved("gpt-5-high", null));
    }

    private static Thinking thinking(
            @Nullable Mode mode, @Nullable String effort, @Nullable Long budget, @Nullable Boolean shown) {
        return new Thinking(mode, effort, budget, null, shown, Extras.NONE);
    }
}
