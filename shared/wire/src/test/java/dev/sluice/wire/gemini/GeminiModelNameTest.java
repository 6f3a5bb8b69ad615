package dev.sluice.wire.gemini;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Extras;
import dev.sluice.model.chat.Loss;
import dev.sluice.model.chat.Thinking;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What requests for a model become by what its name says. */
class GeminiModelNameTest {
    private final Losses losses = new Losses();

    private JsonNode written(String request, String model) {
        return Talks.written(Talks.request(request), new Addressee(model, Set.of()), losses);
    }

    private JsonNode budgeted(String model, long budget) {
        return written(
                        "{'contents':[{'parts':[{'text':'?'}]}],'generationConfig':{'thinkingConfig':{'thinkingBudget':"
                                + budget + "}}}",
                        model)
                .at("/generationConfig/thinkingConfig");
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro, 0, 128",
        "gemini-2.5-pro, 127, 128",
        "gemini-2.5-pro, 40000, 32768",
        "gemini-2.5-flash, 24577, 24576",
        "gemini-2.5-flash, -2, -1",
        "gemini-2.5-flash-lite, 1, 512",
        "gemini-2.5-flash-lite-preview-09-2025, 32768, 24576"
    })
    void aBudgetThatTheModelRefusesBecomesTheNearest(String model, long budget, long fitting) {
        assertThat(budgeted(model, budget).path("thinkingBudget").asLong()).isEqualTo(fitting);
        assertThat(losses.all()).containsExactly(Loss.THINKING);
    }

    @ParameterizedTest
    @CsvSource({
        "gemini-2.5-pro, 128",
        "gemini-2.5-pro, 32768",
        "gemini-2.5-pro, -1",
        "gemini-2.5-flash, 0",
        "gemini-2.5-flash, 1",
        "gemini-2.5-flash, 24576",
        "gemini-2.5-flash, -1",
        "gemini-2.5-flash-lite, 0",
        "gemini-2.5-flash-lite, 512",
        "gemini-2.5-flash-lite, -1",
        "gemini-3-pro-preview, 64",
        "gemini-robotics-er-1.5-preview, 7",
        "my-tuned-model, 70000"
    })
    void anyOtherBudgetStays(String model, long budget) {
        assertThat(budgeted(model, budget).path("thinkingBudget").asLong()).isEqualTo(budget);
        assertThat(losses.list()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"gemini-2.0-flash", "gemini-1.5-pro-002"})
    void modelsThatCannotThinkAreNotToldTo(String model) {
        assertThat(budgeted(model, 0).isMissingNode()).isTrue();
        assertThat(losses.list()).isEmpty();

        assertThat(budgeted(model, 1024).isMissingNode()).isTrue();
        assertThat(losses.all()).containsExactly(Loss.THINKING);
    }

    @Test
    void theHighestEffortIsTheMostThatTheModelTakes() {
        Thinking most = new Thinking(null, "xhigh", null, null, null, Extras.NONE);
        ChatRequest request =
                Talks.request("{'contents':[{'parts':[{'text':'?'}]}]}").withThinking(most);

        assertThat(Talks.written(request, Talks.OLD, losses)
                        .at("/generationConfig/thinkingConfig/thinkingBudget")
                        .asLong())
                .isEqualTo(24_576);
    }
}
