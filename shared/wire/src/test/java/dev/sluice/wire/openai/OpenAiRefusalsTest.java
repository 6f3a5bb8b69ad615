package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRefusalsTest {
    private static final String EVERYTHING =
            "{\"temperature\":0.2,\"top_p\":0.5,\"presence_penalty\":1,\"frequency_penalty\":-1,\"logprobs\":true,"
                    + "\"top_logprobs\":3,\"stop\":[\"a\"],\"seed\":7}";

    private final Losses losses = new Losses();

    private static ObjectNode json(String json) {
        return (ObjectNode) JsonTree.parse(json).orElseThrow();
    }

    private JsonNode inChat(String model, String request) {
        ObjectNode json = json(request);
        OpenAiRefusals.inChat(model, json, losses);
        return json;
    }

    private JsonNode inResponses(String model, String request) {
        ObjectNode json = json(request);
        OpenAiRefusals.inResponses(model, json, losses);
        return json;
    }

    @Test
    void aModelThatThinksIsNotToldHowToChooseItsWords() {
        assertThat(inChat("gpt-5", EVERYTHING)).isEqualTo(json("{\"seed\":7}"));
        assertThat(losses.all())
                .containsExactlyInAnyOrder(
                        Loss.TEMPERATURE,
                        Loss.TOP_P,
                        Loss.PRESENCE_PENALTY,
                        Loss.FREQUENCY_PENALTY,
                        Loss.LOGPROBS,
                        Loss.STOP);
    }

    @ParameterizedTest
    @ValueSource(strings = {"gpt-4o", "gpt-5-chat-latest", "gpt-x", "llama-4"})
    void othersAreToldEverything(String model) {
        assertThat(inChat(model, EVERYTHING)).isEqualTo(json(EVERYTHING));
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void whatAModelDoesAnywayIsNoLoss() {
        String usual =
                "{\"temperature\":1.0,\"top_p\":1,\"presence_penalty\":0,\"logprobs\":false,\"top_logprobs\":null}";

        assertThat(inChat("o3", usual)).isEqualTo(json("{\"temperature\":1.0,\"top_p\":1,\"presence_penalty\":0}"));
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void aModelThatDoesNotThinkIsNotToldHowMuch() {
        assertThat(inChat("gpt-4.1", "{\"reasoning_effort\":\"high\"}")).isEmpty();
        assertThat(inResponses("gpt-4o", "{\"reasoning\":{\"effort\":\"low\",\"summary\":\"auto\"}}"))
                .isEmpty();
        assertThat(losses.all()).containsExactly(Loss.THINKING);
    }

    @Test
    void notToThinkIsWhatItDoesAnyway() {
        assertThat(inChat("gpt-4.1", "{\"reasoning_effort\":\"none\"}")).isEmpty();
        assertThat(losses.isEmpty()).isTrue();
    }

    @Test
    void anEffortThatTheModelDoesNotHaveIsTheNearest() {
        assertThat(inChat("gpt-5", "{\"reasoning_effort\":\"max\"}"))
                .isEqualTo(json("{\"reasoning_effort\":\"high\"}"));
        assertThat(inResponses("gpt-5.2", "{\"reasoning\":{\"effort\":\"max\",\"summary\":\"auto\"}}"))
                .isEqualTo(json("{\"reasoning\":{\"effort\":\"xhigh\",\"summary\":\"auto\"}}"));
        assertThat(losses.all()).containsExactly(Loss.THINKING);
    }

    @Test
    void logprobsAreNotIncludedEither() {
        String request =
                "{\"include\":[\"reasoning.encrypted_content\",\"message.output_text.logprobs\"],\"top_logprobs\":2}";

        assertThat(inResponses("o4-mini", request)).isEqualTo(json("{\"include\":[\"reasoning.encrypted_content\"]}"));
        assertThat(losses.all()).containsExactly(Loss.LOGPROBS);
    }

    @Test
    void aModelThatIsToldNotToThinkIsToldTheRest() {
        String request = "{\"reasoning\":{\"effort\":\"none\"},\"temperature\":0.2}";

        assertThat(inResponses("gpt-5.1", request)).isEqualTo(json(request));
        assertThat(losses.isEmpty()).isTrue();
    }
}
