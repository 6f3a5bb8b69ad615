package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.ChatRequest;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Loss;
import dev.sluice.wire.Addressee;
import dev.sluice.wire.Losses;
import dev.sluice.wire.json.JsonTree;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others ask of Claude at Bedrock, as each Claude takes it. */
class BedrockRequestTest {
    private static final String OPUS_4_8 = "us.anthropic.claude-opus-4-8-20260301-v1:0";
    private static final String SONNET_4_5 = "us.anthropic.claude-sonnet-4-5-20250929-v1:0";
    private static final String HAIKU_3_5 = "anthropic.claude-3-5-haiku-20241022-v1:0";

    private final Losses losses = new Losses();

    private JsonNode openAi(String members, String model) {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]," + members + "}";
        return write(Dialect.OPENAI, body, model);
    }

    private JsonNode anthropic(String members, String model) {
        String body = "{\"model\":\"m\",\"max_tokens\":9000,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],"
                + members + "}";
        return write(Dialect.ANTHROPIC, body, model);
    }

    private JsonNode write(Dialect caller, String body, String model) {
        ChatRequest request = Dialects.codec(caller).chat().readRequest(Samples.call(caller, Bytes.utf8(body)));
        Bytes written =
                Dialects.codec(Dialect.BEDROCK).chat().writeRequest(request, new Addressee(model, Set.of()), losses);
        return JsonTree.parse(written).orElseThrow();
    }

    private static JsonNode thinking(JsonNode written) {
        return written.at("/additionalModelRequestFields/thinking");
    }

    @Test
    void anEffortMakesNewModelsThinkAsTheyLike() {
        JsonNode written = openAi("\"reasoning_effort\":\"high\"", OPUS_4_8);

        assertThat(thinking(written)).hasToString("{\"type\":\"adaptive\"}");
        assertThat(written.at("/outputConfig/effort").asText()).isEqualTo("high");
        assertThat(written.has("inferenceConfig")).isFalse();
    }

    @Test
    void aBudgetIsNoWordForNewModels() {
        JsonNode written = anthropic("\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2000}", OPUS_4_8);

        assertThat(thinking(written)).hasToString("{\"type\":\"adaptive\"}");
    }

    @Test
    void olderModelsThinkWithinABudgetThatLeavesRoomForTheAnswer() {
        JsonNode written = openAi("\"reasoning_effort\":\"high\"", SONNET_4_5);

        assertThat(thinking(written).path("type").asText()).isEqualTo("enabled");
        assertThat(written.at("/inferenceConfig/maxTokens").asLong())
                .isGreaterThan(thinking(written).path("budget_tokens").asLong());
    }

    @Test
    void olderModelsAreNotToldToThinkAsTheyLike() {
        JsonNode written = anthropic("\"thinking\":{\"type\":\"adaptive\"}", SONNET_4_5);

        assertThat(thinking(written).path("type").asText()).isEqualTo("enabled");
        assertThat(thinking(written).path("budget_tokens").asLong()).isBetween(1024L, 8999L);
        assertThat(thinking(anthropic("\"thinking\":{\"type\":\"adaptive\"}", HAIKU_3_5))
                        .isMissingNode())
                .isTrue();
        assertThat(losses.all()).contains(Loss.THINKING);
    }

    @ParameterizedTest
    @ValueSource(strings = {OPUS_4_8, SONNET_4_5})
    void anEffortOfAnthropicsDoesNotSwitchThinkingOn(String model) {
        JsonNode written = anthropic("\"output_config\":{\"effort\":\"low\"}", model);

        assertThat(thinking(written).isMissingNode()).isTrue();
        assertThat(written.at("/outputConfig/effort").asText()).isEqualTo(model.equals(OPUS_4_8) ? "low" : "");
    }

    @Test
    void anEffortOfBedrocksOwnDoesNotSwitchThinkingOnAtAnthropic() {
        String body = "{\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"}]}],"
                + "\"outputConfig\":{\"effort\":\"low\"}}";
        ChatRequest request = Dialects.codec(Dialect.BEDROCK)
                .chat()
                .readRequest(Samples.call(Dialect.BEDROCK, Bytes.utf8(body), OPUS_4_8));

        Bytes written = Dialects.codec(Dialect.ANTHROPIC)
                .chat()
                .writeRequest(request, new Addressee("claude-opus-4-8", Set.of()), losses);

        JsonNode tree = JsonTree.parse(written).orElseThrow();
        assertThat(tree.has("thinking")).isFalse();
        assertThat(tree.at("/output_config/effort").asText()).isEqualTo("low");
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void modelsThatSampleAsTheyLikeAreNotToldHow() {
        JsonNode written = anthropic("\"temperature\":0.3,\"top_p\":0.9,\"top_k\":5", OPUS_4_8);

        assertThat(written.path("inferenceConfig")).hasToString("{\"maxTokens\":9000}");
        assertThat(written.has("additionalModelRequestFields")).isFalse();
        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.TEMPERATURE, Loss.TOP_P, Loss.TOP_K);
    }

    @Test
    void temperatureAndTopPDoNotGoTogether() {
        JsonNode written = anthropic("\"temperature\":0.3,\"top_p\":0.9", SONNET_4_5);

        assertThat(written.path("inferenceConfig")).hasToString("{\"maxTokens\":9000,\"temperature\":0.3}");
        assertThat(losses.all()).containsExactly(Loss.TOP_P);
    }

    @Test
    void schemasAreClosedForThoseWhoFollowThem() {
        String format = "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":"
                + "{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"object\",\"null\"]}}}}}";
        JsonNode written = openAi(format, SONNET_4_5);

        assertThat(written.at("/outputConfig/textFormat/structure/jsonSchema/schema")
                        .asText())
                .isEqualTo("{\"type\":\"object\",\"properties\":{\"a\":{\"type\":[\"object\",\"null\"],"
                        + "\"additionalProperties\":false}},\"additionalProperties\":false}");
        assertThat(losses.all()).containsExactly(Loss.ANSWER_FORMAT);
    }

    @Test
    void thoseWhoFollowNoSchemasAreNotAskedTo() {
        String members =
                "\"response_format\":{\"type\":\"json_schema\",\"json_schema\":{\"name\":\"n\",\"schema\":{}}},"
                        + "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true}}]";
        JsonNode written = openAi(members, HAIKU_3_5);

        assertThat(written.has("outputConfig")).isFalse();
        assertThat(written.at("/toolConfig/tools/0/toolSpec").has("strict")).isFalse();
        assertThat(losses.all()).containsExactlyInAnyOrder(Loss.ANSWER_FORMAT, Loss.STRICT);
    }

    @Test
    void toolsAreStrictIfTheirSchemasAreClosed() {
        String tools = "\"tools\":[{\"type\":\"function\",\"function\":{\"name\":\"f\",\"strict\":true,\"parameters\":"
                + "{\"type\":\"object\"}}},{\"type\":\"function\",\"function\":{\"name\":\"g\",\"strict\":true,\"parameters\":"
                + "{\"type\":\"object\",\"additionalProperties\":false}}}]";
        JsonNode written = openAi(tools, SONNET_4_5).at("/toolConfig/tools");

        assertThat(written.at("/0/toolSpec").has("strict")).isFalse();
        assertThat(written.at("/1/toolSpec/strict").asBoolean()).isTrue();
        assertThat(losses.all()).containsExactly(Loss.STRICT);
    }

    @Test
    void aThinkingClaudeIsNotForcedToCallOneOfSome() {
        String members = "\"reasoning_effort\":\"high\",\"tools\":[" + tool("f") + "," + tool("g") + "],"
                + "\"tool_choice\":{\"type\":\"allowed_tools\",\"allowed_tools\":{\"mode\":\"required\",\"tools\":["
                + "{\"type\":\"function\",\"function\":{\"name\":\"g\"}}]}}";
        JsonNode config = openAi(members, OPUS_4_8).path("toolConfig");

        assertThat(config.path("toolChoice")).hasToString("{\"auto\":{}}");
        assertThat(config.path("tools")).hasSize(1);
        assertThat(config.at("/tools/0/toolSpec/name").asText()).isEqualTo("g");
        assertThat(losses.all()).contains(Loss.TOOL_CHOICE);
    }

    private static String tool(String name) {
        return "{\"type\":\"function\",\"function\":{\"name\":\"" + name + "\"}}";
    }

    @Test
    void aTemperatureIsAtMostOne() {
        assertThat(openAi("\"temperature\":1.7", SONNET_4_5).at("/inferenceConfig/temperature"))
                .hasToString("1");
        assertThat(openAi("\"temperature\":1.7", "us.amazon.nova-2-lite-v1:0").at("/inferenceConfig/temperature"))
                .hasToString("1");
        assertThat(losses.all()).containsExactly(Loss.TEMPERATURE);
    }

    @Test
    void stopSequencesSaySomething() {
        JsonNode claude = openAi("\"stop\":[\"\",\"\\n\",\"END\"]", SONNET_4_5);
        JsonNode nova = openAi("\"stop\":[\"\",\"\\n\",\"END\"]", "us.amazon.nova-2-lite-v1:0");
        JsonNode none = openAi("\"stop\":[\"\"]", SONNET_4_5);

        assertThat(claude.at("/inferenceConfig/stopSequences")).hasToString("[\"END\"]");
        assertThat(nova.at("/inferenceConfig/stopSequences")).hasToString("[\"\\n\",\"END\"]");
        assertThat(none.has("inferenceConfig")).isFalse();
        assertThat(losses.all()).containsExactly(Loss.STOP);
    }

    @Test
    void labelsAreWhatBedrockTakesForOne() {
        String labels =
                "\"a b\":\"x@y.z\",\"caf\u00e9\":\"x\",\"c\":\"x;y\",\"d\":\"" + "x".repeat(257) + "\",\"\":\"x\"";
        JsonNode written = openAi("\"metadata\":{" + labels + "}", SONNET_4_5);

        assertThat(written.path("requestMetadata")).hasToString("{\"a b\":\"x@y.z\"}");
        assertThat(openAi("\"metadata\":{\"c\":\"x;y\"}", SONNET_4_5).has("requestMetadata"))
                .isFalse();
        assertThat(losses.all()).containsExactly(Loss.METADATA);
    }

    @Test
    void noLabelsAreNoneAtAll() {
        assertThat(openAi("\"metadata\":{}", SONNET_4_5).has("requestMetadata")).isFalse();
        assertThat(losses.list()).isEmpty();
    }

    @Test
    void anEmptyMessageIsLeftOutAndTheTurnsStillAlternate() {
        String body = "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"},"
                + "{\"role\":\"assistant\",\"content\":\"\"},{\"role\":\"assistant\",\"content\":[]},"
                + "{\"role\":\"user\",\"content\":\"ho\"}]}";
        JsonNode messages = write(Dialect.OPENAI, body, SONNET_4_5).path("messages");

        assertThat(messages).hasToString("[{\"role\":\"user\",\"content\":[{\"text\":\"hi\"},{\"text\":\"ho\"}]}]");
    }

    @Test
    void documentsHaveDifferentNamesInAWholeRequest() {
        String body = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":["
                + document("a.txt") + "," + document("a txt") + "," + document("") + "]},"
                + "{\"role\":\"assistant\",\"content\":[{\"type\":\"tool_use\",\"id\":\"t\",\"name\":\"f\",\"input\":{}}]},"
                + "{\"role\":\"user\",\"content\":[{\"type\":\"tool_result\",\"tool_use_id\":\"t\",\"content\":["
                + document("A txt") + "]}," + document("b") + "]}]}";
        JsonNode written = write(Dialect.ANTHROPIC, body, SONNET_4_5);

        assertThat(written.findValuesAsText("name").stream().filter(name -> !name.equals("f")))
                .containsExactlyInAnyOrder("a txt", "a txt (2)", "document 3", "A txt (3)", "b");
    }

    @Test
    void documentsAloneComeWithAWord() {
        String body = "{\"model\":\"m\",\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":[" + document("a")
                + "]}]}";
        JsonNode content = write(Dialect.ANTHROPIC, body, SONNET_4_5).at("/messages/0/content");

        assertThat(content).hasSize(2);
        assertThat(content.at("/1/text").asText()).isNotBlank();
    }

    private static String document(String title) {
        String name = title.isEmpty() ? "" : "\"title\":\"" + title + "\",";
        return "{\"type\":\"document\"," + name
                + "\"source\":{\"type\":\"text\",\"media_type\":\"text/plain\",\"data\":\"words\"}}";
    }
}
