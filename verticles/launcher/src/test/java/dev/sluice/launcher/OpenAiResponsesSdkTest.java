package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.BadRequestException;
import com.openai.errors.InternalServerException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ResponseAccumulator;
import com.openai.models.Reasoning;
import com.openai.models.ReasoningEffort;
import com.openai.models.responses.FunctionTool;
import com.openai.models.responses.Response;
import com.openai.models.responses.ResponseCreateParams;
import com.openai.models.responses.ResponseFormatTextJsonSchemaConfig;
import com.openai.models.responses.ResponseFunctionToolCall;
import com.openai.models.responses.ResponseIncludable;
import com.openai.models.responses.ResponseInputContent;
import com.openai.models.responses.ResponseInputImage;
import com.openai.models.responses.ResponseInputItem;
import com.openai.models.responses.ResponseInputText;
import com.openai.models.responses.ResponseOutputItem;
import com.openai.models.responses.ResponseReasoningItem;
import com.openai.models.responses.ResponseStatus;
import com.openai.models.responses.ResponseStreamEvent;
import com.openai.models.responses.ResponseTextConfig;
import com.openai.models.responses.ResponseUsage;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of OpenAI's own Java SDK get for Responses from upstreams, most of which do not know them. */
class OpenAiResponsesSdkTest {
    @TempDir
    private static Path data;

    private static Upstreams upstreams;
    private static OpenAIClient client;

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

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aQuestionIsAnsweredWithTextAndUsage(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        Response answer = client.responses().create(question(upstream).build());

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

    private static void assertAnswer(Response answer) {
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(answer.status()).contains(ResponseStatus.COMPLETED);
        ResponseUsage usage = answer.usage().orElseThrow();
        assertThat(usage.inputTokens()).isEqualTo(Words.INPUT + Words.CACHED);
        assertThat(usage.outputTokens()).isEqualTo(Words.OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aToolIsCalledAndItsResultGoesBack(String upstream) {
        upstreams.play(upstream, Scenario.TOOLS);
        ResponseCreateParams first =
                question(upstream).addTool(tool(Words.TOOL, Words.TOOL_SCHEMA)).build();

        Response called = stream(first);
        Response answer = stream(again(first, called));

        assertThat(calls(called)).singleElement().satisfies(call -> {
            assertThat(call.name()).isEqualTo(Words.TOOL);
            assertThat(Gateway.parse(call.arguments())).isEqualTo(Gateway.parse(Words.TOOL_ARGUMENTS));
        });
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
        ResponseCreateParams first = question(upstream)
                .maxOutputTokens(32_000)
                .reasoning(Reasoning.builder()
                        .effort(ReasoningEffort.HIGH)
                        .summary(Reasoning.Summary.AUTO)
                        .build())
                .addInclude(ResponseIncludable.REASONING_ENCRYPTED_CONTENT)
                .addTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .build();

        Response called = stream(first);
        Response answer = stream(again(first, called));

        assertThat(thoughts(called)).isEqualTo(Words.THOUGHT);
        assertThat(calls(called)).hasSize(1);
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
        ResponseCreateParams first = question(upstream)
                .addTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .addTool(tool(Words.SECOND_TOOL, Words.SECOND_SCHEMA))
                .build();

        Response called = stream(first);
        Response answer = stream(again(first, called));

        assertThat(calls(called))
                .extracting(call -> Gateway.parse(call.arguments()))
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS), Gateway.parse(Words.SECOND_ARGUMENTS));
        assertThat(calls(called)).extracting(ResponseFunctionToolCall::callId).doesNotHaveDuplicates();
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).results()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anImageReachesTheUpstream(String upstream) {
        upstreams.play(upstream, Scenario.IMAGE);
        ResponseInputItem question = ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .content(List.of(
                        ResponseInputContent.ofInputText(
                                ResponseInputText.builder().text(Words.QUESTION).build()),
                        ResponseInputContent.ofInputImage(ResponseInputImage.builder()
                                .detail(ResponseInputImage.Detail.AUTO)
                                .imageUrl("data:image/png;base64," + Words.PNG)
                                .build())))
                .build());

        Response answer = client.responses()
                .create(request(upstream).inputOfResponse(List.of(question)).build());

        assertThat(text(answer.validate())).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).images()).containsExactly(Words.PNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anAnswerFollowsASchema(String upstream) {
        upstreams.play(upstream, Scenario.SCHEMA);
        ResponseFormatTextJsonSchemaConfig.Schema.Builder schema = ResponseFormatTextJsonSchemaConfig.Schema.builder();
        Gateway.parse(Words.SCHEMA)
                .properties()
                .forEach(member ->
                        schema.putAdditionalProperty(member.getKey(), JsonValue.fromJsonNode(member.getValue())));

        Response answer = client.responses()
                .create(question(upstream)
                        .text(ResponseTextConfig.builder()
                                .format(ResponseFormatTextJsonSchemaConfig.builder()
                                        .name(Words.SCHEMA_NAME)
                                        .strict(true)
                                        .schema(schema.build())
                                        .build())
                                .build())
                        .build());

        assertThat(text(answer.validate())).isEqualTo(Words.SCHEMA_ANSWER);
        assertThat(upstreams.understood(upstream).schema()).isEqualTo(Gateway.parse(Words.SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aContextThatIsTooLongIsABadRequest(String upstream) {
        upstreams.play(upstream, Scenario.ERROR);
        ResponseCreateParams request = question(upstream).build();

        BadRequestException whole = catchThrowableOfType(
                BadRequestException.class, () -> client.responses().create(request));
        BadRequestException streamed = catchThrowableOfType(BadRequestException.class, () -> stream(request));

        assertThat(List.of(whole, streamed)).allSatisfy(refused -> {
            assertThat(refused.type()).contains("invalid_request_error");
            assertThat(refused.code()).contains("context_length_exceeded");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamThatBreaksOffIsNoSuccess(String upstream) {
        upstreams.play(upstream, Scenario.ABORT);
        List<ResponseStreamEvent> heard = new ArrayList<>();

        try (StreamResponse<ResponseStreamEvent> events =
                client.responses().createStreaming(question(upstream).build())) {
            events.stream().map(ResponseStreamEvent::validate).forEach(heard::add);
        }

        String text = heard.stream()
                .map(ResponseStreamEvent::outputTextDelta)
                .flatMap(Optional::stream)
                .map(delta -> delta.delta())
                .collect(Collectors.joining());
        assertThat(text).isNotEmpty();
        assertThat(Words.ANSWER).startsWith(text);
        assertThat(heard).noneMatch(ResponseStreamEvent::isCompleted);
        assertThat(heard.getLast().error().orElseThrow().message()).isNotEmpty();
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        heard.forEach(accumulator::accumulate);
        assertThatThrownBy(accumulator::response).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        OpenAIClient stranger = clientWith("sk-nobody");

        UnauthorizedException refused = catchThrowableOfType(
                UnauthorizedException.class,
                () -> stranger.responses().create(question("gemini").build()));

        assertThat(refused.code()).contains("invalid_api_key");
        stranger.close();
    }

    @Test
    void anUnknownModelIsABadRequestHere() {
        BadRequestException refused = catchThrowableOfType(
                BadRequestException.class,
                () -> client.responses()
                        .create(question("gemini").model("gpt-of-tomorrow").build()));

        assertThat(refused.code()).contains("model_not_found");
    }

    @Test
    void aRateLimitSaysWhenToTryAgain() {
        upstreams.play("anthropic", Scenario.TEXT);
        OpenAIClient limited = clientWith(upstreams.limitedKey());
        limited.responses().create(question("anthropic").build());

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> limited.responses().create(question("anthropic").build()));

        assertThat(Integer.parseInt(refused.headers().values("retry-after").getFirst()))
                .isBetween(1, 60);
        limited.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock"})
    void aRateLimitOfTheUpstreamIsOne(String upstream) {
        upstreams.refuse(upstream, 429);

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> client.responses().create(question(upstream).build()));

        assertThat(refused.headers().values("retry-after")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock"})
    void anOverloadedUpstreamIsUnavailable(String upstream) {
        upstreams.refuse(upstream, upstream.equals("anthropic") ? 529 : 503);

        assertThatThrownBy(() -> client.responses().create(question(upstream).build()))
                .isInstanceOfSatisfying(
                        InternalServerException.class,
                        refused -> assertThat(refused.statusCode()).isEqualTo(503));
    }

    private static OpenAIClient clientWith(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(upstreams.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static ResponseCreateParams.Builder request(String upstream) {
        return ResponseCreateParams.builder()
                .model(Upstreams.model(upstream))
                .store(false)
                .instructions(Words.SYSTEM);
    }

    private static ResponseCreateParams.Builder question(String upstream) {
        return request(upstream).input(Words.QUESTION);
    }

    /** The second turn without storage: all items as they came, then the results of the calls. */
    private static ResponseCreateParams again(ResponseCreateParams first, Response called) {
        List<ResponseInputItem> input = new ArrayList<>();
        input.add(ResponseInputItem.ofMessage(ResponseInputItem.Message.builder()
                .role(ResponseInputItem.Message.Role.USER)
                .addInputTextContent(Words.QUESTION)
                .build()));
        for (ResponseOutputItem item : called.output()) {
            item.reasoning().map(ResponseInputItem::ofReasoning).ifPresent(input::add);
            item.message().map(ResponseInputItem::ofResponseOutputMessage).ifPresent(input::add);
            item.functionCall().map(ResponseInputItem::ofFunctionCall).ifPresent(input::add);
        }
        for (ResponseFunctionToolCall call : calls(called)) {
            input.add(ResponseInputItem.ofFunctionCallOutput(ResponseInputItem.FunctionCallOutput.builder()
                    .callId(call.callId())
                    .output(Words.TOOL_RESULT)
                    .build()));
        }
        return first.toBuilder().inputOfResponse(input).build();
    }

    private static Response stream(ResponseCreateParams request) {
        ResponseAccumulator accumulator = ResponseAccumulator.create();
        try (StreamResponse<ResponseStreamEvent> events = client.responses().createStreaming(request)) {
            events.stream().map(ResponseStreamEvent::validate).forEach(accumulator::accumulate);
        }
        return accumulator.response().validate();
    }

    private static String text(Response response) {
        return response.output().stream()
                .map(ResponseOutputItem::message)
                .flatMap(Optional::stream)
                .flatMap(message -> message.content().stream())
                .map(content -> content.asOutputText().text())
                .collect(Collectors.joining());
    }

    private static String thoughts(Response response) {
        return response.output().stream()
                .map(ResponseOutputItem::reasoning)
                .flatMap(Optional::stream)
                .flatMap(OpenAiResponsesSdkTest::words)
                .collect(Collectors.joining());
    }

    /** Thoughts are told in summary, or as they are. */
    private static Stream<String> words(ResponseReasoningItem item) {
        return Stream.concat(
                item.summary().stream().map(ResponseReasoningItem.Summary::text),
                item.content().orElse(List.of()).stream().map(ResponseReasoningItem.Content::text));
    }

    private static List<ResponseFunctionToolCall> calls(Response response) {
        return response.output().stream()
                .map(ResponseOutputItem::functionCall)
                .flatMap(Optional::stream)
                .toList();
    }

    private static FunctionTool tool(String name, String schema) {
        FunctionTool.Parameters.Builder parameters = FunctionTool.Parameters.builder();
        Gateway.parse(schema)
                .properties()
                .forEach(member ->
                        parameters.putAdditionalProperty(member.getKey(), JsonValue.fromJsonNode(member.getValue())));
        return FunctionTool.builder()
                .name(name)
                .description(Words.TOOL_DESCRIPTION)
                .strict(false)
                .parameters(parameters.build())
                .build();
    }
}
