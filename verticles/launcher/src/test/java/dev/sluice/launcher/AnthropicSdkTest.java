package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.anthropic.client.AnthropicClient;
import com.anthropic.client.okhttp.AnthropicOkHttpClient;
import com.anthropic.core.JsonValue;
import com.anthropic.core.http.StreamResponse;
import com.anthropic.errors.AnthropicServiceException;
import com.anthropic.errors.BadRequestException;
import com.anthropic.errors.NotFoundException;
import com.anthropic.errors.OverloadedException;
import com.anthropic.errors.RateLimitException;
import com.anthropic.errors.UnauthorizedException;
import com.anthropic.helpers.MessageAccumulator;
import com.anthropic.models.ErrorType;
import com.anthropic.models.messages.Base64ImageSource;
import com.anthropic.models.messages.ContentBlock;
import com.anthropic.models.messages.ContentBlockParam;
import com.anthropic.models.messages.ImageBlockParam;
import com.anthropic.models.messages.JsonOutputFormat;
import com.anthropic.models.messages.Message;
import com.anthropic.models.messages.MessageCountTokensParams;
import com.anthropic.models.messages.MessageCreateParams;
import com.anthropic.models.messages.OutputConfig;
import com.anthropic.models.messages.RawMessageStreamEvent;
import com.anthropic.models.messages.StopReason;
import com.anthropic.models.messages.TextBlock;
import com.anthropic.models.messages.TextBlockParam;
import com.anthropic.models.messages.ThinkingBlock;
import com.anthropic.models.messages.Tool;
import com.anthropic.models.messages.ToolResultBlockParam;
import com.anthropic.models.messages.ToolUseBlock;
import com.anthropic.models.models.ModelInfo;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Anthropic's own Java SDK get from upstreams, most of which are not Anthropic's. */
class AnthropicSdkTest {
    @TempDir
    private static Path data;

    private static Upstreams upstreams;
    private static AnthropicClient client;

    @BeforeAll
    static void start() {
        upstreams = Upstreams.start(data);
        client = clientWith(Gateway.KEY);
    }

    @AfterAll
    static void stop() {
        client.close();
        upstreams.close();
    }

    @Test
    void modelsOfAllUpstreamsAreListedAndFound() {
        List<ModelInfo> models = client.models().list().data();

        assertThat(models)
                .extracting(ModelInfo::id)
                .contains(Upstreams.model("gemini"), Upstreams.model("bedrock"), Upstreams.model("openai"));
        assertThat(models).allSatisfy(model -> {
            assertThat(model.displayName()).isNotEmpty();
            assertThat(model.createdAt()).isNotNull();
        });
        assertThat(client.models().retrieve(Upstreams.model("gemini")).id()).isEqualTo(Upstreams.model("gemini"));
        assertThatThrownBy(() -> client.models().retrieve("no-such-model")).isInstanceOf(NotFoundException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aQuestionIsAnsweredWithTextAndUsage(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        Message answer = client.messages().create(question(upstream).build());

        assertAnswer(answer.validate());
        assertThat(upstreams.understood(upstream).system()).isEqualTo(Words.SYSTEM);
        assertThat(upstreams.understood(upstream).users()).containsExactly(Words.QUESTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamAddsUpToTheWholeAnswer(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        assertAnswer(stream(question(upstream).build()));
    }

    private static void assertAnswer(Message answer) {
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(answer.stopReason()).contains(StopReason.END_TURN);
        assertThat(answer.usage().outputTokens()).isEqualTo(Words.OUTPUT);
        assertThat(answer.usage().inputTokens()
                        + answer.usage().cacheReadInputTokens().orElse(0L))
                .isEqualTo(Words.INPUT + Words.CACHED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aToolIsCalledAndItsResultGoesBack(String upstream) {
        upstreams.play(upstream, Scenario.TOOLS);
        MessageCreateParams first =
                question(upstream).addTool(tool(Words.TOOL, Words.TOOL_SCHEMA)).build();

        Message called = stream(first);
        ToolUseBlock use = uses(called).getFirst();
        Message answer = stream(again(first, called));

        assertThat(called.stopReason()).contains(StopReason.TOOL_USE);
        assertThat(use.name()).isEqualTo(Words.TOOL);
        assertThat(arguments(use)).isEqualTo(Gateway.parse(Words.TOOL_ARGUMENTS));
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        Understood understood = upstreams.understood(upstream);
        assertThat(understood.toolSchema()).isEqualTo(Gateway.parse(Words.TOOL_SCHEMA));
        assertThat(understood.calls())
                .extracting(Heard.HeardCall::arguments)
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS));
        assertThat(understood.results())
                .singleElement()
                .satisfies(result -> assertThat(result.text()).contains("18 degrees"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void thoughtsAreHeardAndGoBackWithWhatTheirVendorSignedThemWith(String upstream) {
        upstreams.play(upstream, Scenario.REASONING);
        MessageCreateParams first = question(upstream)
                .maxTokens(32_000)
                .enabledThinking(16_000)
                .addTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .build();

        Message called = stream(first);
        Message answer = stream(again(first, called));

        assertThat(called.content().stream()
                        .flatMap(block -> block.thinking().stream())
                        .map(ThinkingBlock::thinking))
                .containsExactly(Words.THOUGHT);
        assertThat(uses(called)).hasSize(1);
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).thinking()).isTrue();
        if (!upstream.equals("cohere")) {
            assertThat(upstreams.understood(upstream).signatures()).containsExactly(Words.SIGNATURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void parallelCallsAreToldApartAndAllResultsGoBack(String upstream) {
        upstreams.play(upstream, Scenario.PARALLEL_TOOLS);
        MessageCreateParams first = question(upstream)
                .addTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .addTool(tool(Words.SECOND_TOOL, Words.SECOND_SCHEMA))
                .build();

        Message called = stream(first);
        Message answer = stream(again(first, called));

        assertThat(uses(called)).extracting(ToolUseBlock::name).containsExactly(Words.TOOL, Words.SECOND_TOOL);
        assertThat(uses(called)).extracting(ToolUseBlock::id).doesNotHaveDuplicates();
        assertThat(uses(called))
                .extracting(AnthropicSdkTest::arguments)
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS), Gateway.parse(Words.SECOND_ARGUMENTS));
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).results()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anImageReachesTheUpstream(String upstream) {
        upstreams.play(upstream, Scenario.IMAGE);
        Base64ImageSource source = Base64ImageSource.builder()
                .mediaType(Base64ImageSource.MediaType.IMAGE_PNG)
                .data(Words.PNG)
                .build();

        Message answer = client.messages()
                .create(request(upstream)
                        .addUserMessageOfContentBlockParams(List.of(
                                ContentBlockParam.ofText(TextBlockParam.builder()
                                        .text(Words.QUESTION)
                                        .build()),
                                ContentBlockParam.ofImage(
                                        ImageBlockParam.builder().source(source).build())))
                        .build());

        assertThat(text(answer.validate())).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).images()).containsExactly(Words.PNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anAnswerFollowsASchema(String upstream) {
        upstreams.play(upstream, Scenario.SCHEMA);
        JsonOutputFormat format = JsonOutputFormat.builder()
                .schema(JsonOutputFormat.Schema.builder()
                        .putAllAdditionalProperties(values(Words.SCHEMA))
                        .build())
                .build();

        Message answer = client.messages()
                .create(question(upstream)
                        .outputConfig(OutputConfig.builder().format(format).build())
                        .build());

        assertThat(text(answer.validate())).isEqualTo(Words.SCHEMA_ANSWER);
        assertThat(upstreams.understood(upstream).schema()).isEqualTo(Gateway.parse(Words.SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void tokensAreCountedEvenWhereTheUpstreamCannotCount(String upstream) {
        upstreams.react(upstream, Scripted.json(200, "{\"input_tokens\":17}"));

        long tokens = client.messages()
                .countTokens(MessageCountTokensParams.builder()
                        .model(Upstreams.model(upstream))
                        .addUserMessage(Words.QUESTION)
                        .build())
                .validate()
                .inputTokens();

        if (upstream.equals("anthropic")) {
            assertThat(tokens).isEqualTo(17);
        } else {
            assertThat(tokens).isBetween(18L, 60L);
        }
    }

    @Test
    void betaFeaturesAreAskedForAtAnthropicOnly() {
        upstreams.play("anthropic", Scenario.TEXT);
        upstreams.play("gemini", Scenario.TEXT);

        client.messages()
                .create(question("anthropic")
                        .putAdditionalHeader("anthropic-beta", "context-1m-2025-08-07")
                        .putAdditionalQueryParam("beta", "true")
                        .build());
        client.messages()
                .create(question("gemini")
                        .putAdditionalHeader("anthropic-beta", "context-1m-2025-08-07")
                        .build());

        assertThat(upstreams.received("anthropic").header("anthropic-beta")).contains("context-1m-2025-08-07");
        // What this SDK says, not what the preset would say.
        assertThat(upstreams.received("anthropic").header("anthropic-version")).contains("2026-10-21");
        assertThat(upstreams.received("gemini").header("anthropic-beta")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aContextThatIsTooLongIsABadRequest(String upstream) {
        upstreams.play(upstream, Scenario.ERROR);

        BadRequestException whole = catchThrowableOfType(
                BadRequestException.class,
                () -> client.messages().create(question(upstream).build()));
        BadRequestException streamed = catchThrowableOfType(
                BadRequestException.class, () -> stream(question(upstream).build()));

        assertThat(List.of(whole, streamed)).allSatisfy(refused -> {
            assertThat(refused.type()).contains(ErrorType.INVALID_REQUEST_ERROR);
            assertThat(refused.apiMessage().orElseThrow()).startsWith("prompt is too long");
            assertThat(refused.requestId()).isPresent();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamThatBreaksOffIsNoSuccess(String upstream) {
        upstreams.play(upstream, Scenario.ABORT);
        MessageAccumulator accumulator = MessageAccumulator.create();
        StringBuilder heard = new StringBuilder();

        assertThatThrownBy(() -> {
                    try (StreamResponse<RawMessageStreamEvent> events =
                            client.messages().createStreaming(question(upstream).build())) {
                        events.stream()
                                .peek(accumulator::accumulate)
                                .forEach(event -> event.contentBlockDelta()
                                        .flatMap(delta -> delta.delta().text())
                                        .ifPresent(delta -> heard.append(delta.text())));
                    }
                })
                .isInstanceOf(AnthropicServiceException.class);

        assertThat(heard.toString()).isNotEmpty();
        assertThat(Words.ANSWER).startsWith(heard.toString());
        assertThatThrownBy(accumulator::message).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        AnthropicClient stranger = clientWith("sk-nobody");

        UnauthorizedException refused = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.messages().create(question("gemini").build()));

        assertThat(refused.type()).contains(ErrorType.AUTHENTICATION_ERROR);
        assertThat(refused.requestId()).isPresent();
        stranger.close();
    }

    @Test
    void aBearerTokenIsAKeyToo() {
        upstreams.play("openai", Scenario.TEXT);
        AnthropicClient agent = AnthropicOkHttpClient.builder()
                .baseUrl(upstreams.address().toString())
                .authToken(Gateway.KEY)
                .maxRetries(0)
                .build();

        assertThat(text(agent.messages().create(question("openai").build()))).isEqualTo(Words.ANSWER);
        agent.close();
    }

    @Test
    void aRateLimitSaysWhenToTryAgain() {
        upstreams.play("openai", Scenario.TEXT);
        AnthropicClient limited = clientWith(upstreams.limitedKey());
        limited.messages().create(question("openai").build());

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> limited.messages().create(question("openai").build()));

        assertThat(refused.type()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(Integer.parseInt(refused.headers().values("retry-after").getFirst()))
                .isBetween(1, 60);
        limited.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void aRateLimitOfTheUpstreamIsOne(String upstream) {
        upstreams.refuse(upstream, 429);

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> client.messages().create(question(upstream).build()));

        assertThat(refused.type()).contains(ErrorType.RATE_LIMIT_ERROR);
        assertThat(refused.headers().values("retry-after")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void anOverloadedUpstreamIsOverloaded(String upstream) {
        upstreams.refuse(upstream, upstream.equals("anthropic") ? 529 : 503);

        OverloadedException refused = catchThrowableOfType(
                OverloadedException.class,
                () -> client.messages().create(question(upstream).build()));

        assertThat(refused.statusCode()).isEqualTo(529);
        assertThat(refused.type()).contains(ErrorType.OVERLOADED_ERROR);
    }

    private static AnthropicClient clientWith(String key) {
        return AnthropicOkHttpClient.builder()
                .baseUrl(upstreams.address().toString())
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static MessageCreateParams.Builder request(String upstream) {
        return MessageCreateParams.builder()
                .model(Upstreams.model(upstream))
                .maxTokens(1000)
                .system(Words.SYSTEM);
    }

    private static MessageCreateParams.Builder question(String upstream) {
        return request(upstream).addUserMessage(Words.QUESTION);
    }

    /** The second turn as the SDK's documentation writes it: the message as it came, then the results of its calls. */
    private static MessageCreateParams again(MessageCreateParams first, Message called) {
        return first.toBuilder()
                .addMessage(called)
                .addUserMessageOfContentBlockParams(uses(called).stream()
                        .map(use -> ContentBlockParam.ofToolResult(ToolResultBlockParam.builder()
                                .toolUseId(use.id())
                                .content(Words.TOOL_RESULT)
                                .build()))
                        .toList())
                .build();
    }

    private static Message stream(MessageCreateParams request) {
        MessageAccumulator accumulator = MessageAccumulator.create();
        try (StreamResponse<RawMessageStreamEvent> events = client.messages().createStreaming(request)) {
            events.stream().map(RawMessageStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return accumulator.message().validate();
    }

    private static String text(Message message) {
        return message.content().stream()
                .map(ContentBlock::text)
                .flatMap(Optional::stream)
                .map(TextBlock::text)
                .collect(Collectors.joining());
    }

    private static List<ToolUseBlock> uses(Message message) {
        return message.content().stream()
                .map(ContentBlock::toolUse)
                .flatMap(Optional::stream)
                .toList();
    }

    private static JsonNode arguments(ToolUseBlock use) {
        return Gateway.JSON.valueToTree(use._input().convert(new TypeReference<Map<String, Object>>() {}));
    }

    private static Tool tool(String name, String schema) {
        Tool.InputSchema input = JsonValue.from(Gateway.parse(schema)).convert(Tool.InputSchema.class);
        return Tool.builder()
                .name(name)
                .description(Words.TOOL_DESCRIPTION)
                .inputSchema(Objects.requireNonNull(input))
                .build();
    }

    private static Map<String, JsonValue> values(String json) {
        Map<String, JsonValue> values = JsonValue.from(Gateway.parse(json)).convert(new TypeReference<>() {});
        return Objects.requireNonNull(values);
    }
}
