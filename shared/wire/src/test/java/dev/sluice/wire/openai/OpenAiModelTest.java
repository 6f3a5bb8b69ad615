package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.wire.openai.OpenAiModel.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiModelTest {

    @ParameterizedTest
    @CsvSource({
        "gpt-5, THINKING_GPT",
        "openai/gpt-5.2, THINKING_GPT",
        "gpt-5-mini-2025-08-07, THINKING_GPT",
        "GPT-5.1-codex-max, THINKING_GPT",
        "o1, O_SERIES",
        "o3-2025-04-16, O_SERIES",
        "o4-mini, O_SERIES",
        "gpt-5-chat-latest, PLAIN",
        "gpt-4o, PLAIN",
        "gpt-4-0613, PLAIN",
        "gpt-4.1-mini, PLAIN",
        "gpt-35-turbo, PLAIN",
        "ft:gpt-4o-2024-08-06:us::1, PLAIN",
        "chatgpt-4o-latest, PLAIN",
        "gpt-x, UNKNOWN",
        "gpt-oss-120b, UNKNOWN",
        "deepseek-chat, UNKNOWN",
        "o1js, UNKNOWN",
        "'', UNKNOWN"
    })
    void aNameTellsTheKind(String name, Kind kind) {
        assertThat(OpenAiModel.of(name).kind()).isEqualTo(kind);
    }

    @ParameterizedTest
    @CsvSource({
        "gpt-5, max, high",
        "gpt-5, none, minimal",
        "gpt-5, minimal, minimal",
        "gpt-5-pro, low, high",
        "gpt-5-codex, minimal, low",
        "gpt-5.1, minimal, low",
        "gpt-5.1, none, none",
        "gpt-5.1, xhigh, high",
        "gpt-5.1-codex-max, max, xhigh",
        "gpt-5.2, max, xhigh",
        "gpt-5.2-pro, low, medium",
        "gpt-5.6, max, max",
        "o3, none, low",
        "o3, xhigh, high",
        "somebody-s-own, max, high",
        "somebody-s-own, xhigh, xhigh",
        "gpt-5, somehow, somehow"
    })
    void anEffortIsTheNearestThatTheModelTakes(String name, String asked, String taken) {
        assertThat(OpenAiModel.of(name).effort(asked)).isEqualTo(taken);
    }

    @Test
    void onlyNewerModelsThatAreToldNotToThinkTakeSampling() {
        assertThat(OpenAiModel.of("gpt-5.2").fixesSampling("none")).isFalse();
        assertThat(OpenAiModel.of("gpt-5.2").fixesSampling("")).isTrue();
        assertThat(OpenAiModel.of("gpt-5").fixesSampling("none")).isTrue();
        assertThat(OpenAiModel.of("o3").fixesSampling("none")).isTrue();
        assertThat(OpenAiModel.of("gpt-4o").fixesSampling("")).isFalse();
        assertThat(OpenAiModel.of("gpt-oss-20b").fixesSampling("")).isFalse();
    }

    @Test
    void stopsAreRefusedFromTheSecondGenerationOn() {
        assertThat(OpenAiModel.of("o1").refusesStop()).isFalse();
        assertThat(OpenAiModel.of("o4-mini").refusesStop()).isTrue();
        assertThat(OpenAiModel.of("gpt-5-nano").refusesStop()).isTrue();
        assertThat(OpenAiModel.of("gpt-4.1").refusesStop()).isFalse();
    }
}
