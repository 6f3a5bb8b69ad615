package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.RareUsage;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.json.JsonTree;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What few calls use: read alike by every way through the gateway, and told to callers where their dialect has a word. */
class RareUsageTest {
    private static final Map<Dialect, Usage> SAMPLES = Map.of(
            Dialect.OPENAI,
            new Usage(25, 40, 5, 10, 6, RareUsage.ofTokens(0, 20, 10, 30, 4).withTier("priority")),
            Dialect.RESPONSES,
            new Usage(
                    60,
                    20,
                    5,
                    20,
                    4,
                    RareUsage.ofTokens(0, 3, 12, 0, 6)
                            .withUnits(Map.of("tool/web_search", 1L, "tool/file_search", 1L))
                            .withTier("flex")),
            Dialect.ANTHROPIC,
            new Usage(
                    10,
                    20,
                    30,
                    30,
                    0,
                    RareUsage.ofTokens(40, 0, 0, 0, 0)
                            .withUnits(Map.of("tool/web_search", 2L, "tool/web_fetch", 1L))
                            .withTier("priority")),
            // 10 of 35 of sound are fresh, 45 of pictures and one that a tool brought; 24 of text: 15 fresh and 9 of a
            // tool.
            Dialect.GEMINI,
            new Usage(
                    24,
                    30,
                    0,
                    25,
                    7,
                    RareUsage.ofTokens(0, 10, 46, 0, 15)
                            .withUnits(Map.of("tool/google_search", 2L))
                            .withTier("flex")),
            Dialect.BEDROCK,
            new Usage(10, 20, 30, 30, 0, RareUsage.ofTokens(40, 0, 0, 0, 0).withTier("priority")),
            Dialect.COHERE,
            new Usage(9, 0, 0, 5, 0, RareUsage.NONE.withUnits(Map.of("tool/search", 2L))));

    static Stream<Arguments> samples() {
        return Samples.answers()
                .filter(sample -> sample.name().contains("rare-usage"))
                .map(sample -> Arguments.of(sample));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyClassIsReadFromItsPlace(Samples.Sample sample) {
        assertThat(Answers.read(sample).usage()).isEqualTo(SAMPLES.get(sample.dialect()));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void everyWayThroughTheGatewayReadsTheSame(Samples.Sample sample) {
        for (Dialect caller : Dialect.values()) {
            for (boolean stream : new boolean[] {true, false}) {
                Answers.Carried carried = Answers.carry(sample, Samples.question(caller, stream));

                assertThat(carried.ending())
                        .as("for %s, streamed %s", caller, stream)
                        .isInstanceOfSatisfying(
                                AnswerEvent.Finished.class,
                                finished -> assertThat(finished.usage()).isEqualTo(SAMPLES.get(sample.dialect())));
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void sumsAreWhatCallersOfADialectExpect(Dialect caller) {
        for (Samples.Sample sample : Samples.answers()
                .filter(answer -> answer.name().contains("rare-usage") && answer.dialect() != caller)
                .toList()) {
            Usage told = Objects.requireNonNull(SAMPLES.get(sample.dialect()));

            Bytes body = Answers.carry(sample, Samples.question(caller, false)).body();

            assertThat(Reported.total(caller, Samples.tree(body)))
                    .as(sample + " for " + caller)
                    .isEqualTo(told.total());
        }
    }

    @Test
    void aCallerOfAnthropicReadsHowLongWritesAreKept() {
        JsonNode usage = told(Dialect.BEDROCK, Dialect.ANTHROPIC).path("usage");

        assertThat(usage.path("cache_creation_input_tokens").asLong()).isEqualTo(70);
        assertThat(usage.path("cache_creation")
                        .path("ephemeral_1h_input_tokens")
                        .asLong())
                .isEqualTo(40);
        assertThat(usage.path("cache_creation")
                        .path("ephemeral_5m_input_tokens")
                        .asLong())
                .isEqualTo(30);
        assertThat(usage.path("service_tier").asText()).isEqualTo("priority");
    }

    @Test
    void aCallerOfBedrockReadsHowLongWritesAreKept() {
        JsonNode answer = told(Dialect.ANTHROPIC, Dialect.BEDROCK);

        assertThat(answer.path("usage").path("cacheDetails").toString())
                .isEqualTo("[{\"ttl\":\"1h\",\"inputTokens\":40},{\"ttl\":\"5m\",\"inputTokens\":30}]");
        assertThat(answer.path("serviceTier").path("type").asText()).isEqualTo("priority");
    }

    @Test
    void aCallerOfOpenAiReadsSoundsPicturesAndTheTier() {
        JsonNode answer = told(Dialect.GEMINI, Dialect.OPENAI);
        JsonNode usage = answer.path("usage");

        assertThat(usage.path("prompt_tokens").asLong()).isEqualTo(110);
        assertThat(usage.path("prompt_tokens_details").path("audio_tokens").asLong())
                .isEqualTo(10);
        assertThat(usage.path("prompt_tokens_details").path("image_tokens").asLong())
                .isEqualTo(46);
        assertThat(usage.path("completion_tokens_details").path("image_tokens").asLong())
                .isEqualTo(15);
        assertThat(answer.path("service_tier").asText()).isEqualTo("flex");
    }

    @Test
    void aCallerOfGeminiReadsModalities() {
        JsonNode usage = told(Dialect.OPENAI, Dialect.GEMINI).path("usageMetadata");

        assertThat(usage.path("promptTokensDetails").toString())
                .isEqualTo("[{\"modality\":\"TEXT\",\"tokenCount\":70},{\"modality\":\"AUDIO\",\"tokenCount\":20},"
                        + "{\"modality\":\"IMAGE\",\"tokenCount\":10}]");
        assertThat(usage.path("candidatesTokenCount").asLong()).isEqualTo(44);
        assertThat(usage.path("serviceTier").asText()).isEqualTo("priority");
    }

    @ParameterizedTest
    @CsvSource({
        "ON_DEMAND_PRIORITY, priority",
        "ON_DEMAND_FLEX, flex",
        "ON_DEMAND,",
        "PROVISIONED_THROUGHPUT, provisioned"
    })
    void vertexTellsTheTierByTheKindOfTraffic(String traffic, @Nullable String tier) {
        ObjectNode answer = JsonTree.object();
        answer.putArray("candidates").addObject().put("finishReason", "STOP");
        answer.putObject("usageMetadata")
                .put("promptTokenCount", 1)
                .put("candidatesTokenCount", 1)
                .put("totalTokenCount", 2)
                .put("trafficType", traffic);

        Usage usage =
                Answers.read(Dialect.GEMINI, JsonTree.write(answer), false).usage();

        assertThat(usage)
                .isNotNull()
                .satisfies(read -> assertThat(read.rare().tier()).isEqualTo(tier));
    }

    @ParameterizedTest
    @CsvSource({"standard, fast, fast", "batch, standard, batch", "standard, standard,", "priority,, priority"})
    void fastModeOfAnthropicIsATier(String tier, @Nullable String speed, @Nullable String expected) {
        ObjectNode answer = JsonTree.object().put("type", "message").put("stop_reason", "end_turn");
        answer.putArray("content");
        ObjectNode usage = answer.putObject("usage")
                .put("input_tokens", 1)
                .put("output_tokens", 1)
                .put("service_tier", tier);
        if (speed != null) {
            usage.put("speed", speed);
        }

        Usage read =
                Answers.read(Dialect.ANTHROPIC, JsonTree.write(answer), false).usage();

        assertThat(read)
                .isNotNull()
                .satisfies(it -> assertThat(it.rare().tier()).isEqualTo(expected));
    }

    /** A sample, as a caller of another dialect gets it. */
    private static JsonNode told(Dialect upstream, Dialect caller) {
        Samples.Sample sample = samples()
                .map(arguments -> (Samples.Sample) arguments.get()[0])
                .filter(answer -> answer.dialect() == upstream && !answer.isStream())
                .findFirst()
                .orElseThrow();
        return Samples.tree(
                Answers.carry(sample, Samples.question(caller, false)).body());
    }
}
