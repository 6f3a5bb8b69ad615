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
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.ReasoningEffort;
import com.openai.models.ResponseFormatJsonSchema;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionAssistantMessageParam;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.embeddings.CreateEmbeddingResponse;
import com.openai.models.embeddings.Embedding;
import com.openai.models.embeddings.EmbeddingCreateParams;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of OpenAI's own Java SDK get for chats from upstreams of other dialects; {@link OpenAiSdkTest} has its own. */
class OpenAiChatSdkTest {
    @TempDir
    private static Path data;

    private static Upstreams upstreams;
    private static OpenAIClient client;

    @BeforeAll
    static void start() {
        upstreams = Upstreams.start(data);
        client = OpenAIOkHttpClient.builder()
                .baseUrl(upstreams.address() + "/v1")
                .apiKey(Gateway.KEY)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        upstreams.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aQuestionIsAnsweredWithTextAndUsage(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        ChatCompletion answer =
                client.chat().completions().create(question(upstream).build()).validate();

        assertAnswer(answer);
        Understood understood = upstreams.understood(upstream);
        assertThat(understood.system()).isEqualTo(Words.SYSTEM);
        assertThat(understood.users()).containsExactly(Words.QUESTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamAddsUpToTheWholeAnswer(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        assertAnswer(stream(question(upstream).build()));
    }

    private static void assertAnswer(ChatCompletion answer) {
        assertThat(message(answer).content()).contains(Words.ANSWER);
        assertThat(answer.choices().getFirst().finishReason()).isEqualTo(ChatCompletion.Choice.FinishReason.STOP);
        assertThat(answer.usage().orElseThrow().promptTokens()).isEqualTo(Words.INPUT + Words.CACHED);
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(Words.OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aToolIsCalledAndItsResultGoesBack(String upstream) {
        upstreams.play(upstream, Scenario.TOOLS);
        ChatCompletionCreateParams first = question(upstream)
                .addFunctionTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .build();

        ChatCompletionMessage called = message(stream(first));
        ChatCompletion answer = stream(again(first, called));

        assertThat(calls(called)).singleElement().satisfies(call -> {
            assertThat(call.function().name()).isEqualTo(Words.TOOL);
            assertThat(Gateway.parse(call.function().arguments())).isEqualTo(Gateway.parse(Words.TOOL_ARGUMENTS));
        });
        assertThat(message(answer).content()).contains(Words.ANSWER);
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
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void thoughtsAreHeardAndGoBackWithWhatTheirVendorSignedThemWith(String upstream) {
        upstreams.play(upstream, Scenario.REASONING);
        ChatCompletionCreateParams first = question(upstream)
                .maxCompletionTokens(32_000)
                .reasoningEffort(ReasoningEffort.HIGH)
                .addFunctionTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .build();

        ChatCompletionMessage called =
                message(client.chat().completions().create(first).validate());
        ChatCompletion answer = client.chat().completions().create(again(first, called));

        assertThat(called._allProperties().get("reasoning_content")).isEqualTo(JsonValue.from(Words.THOUGHT));
        assertThat(calls(called)).hasSize(1);
        assertThat(message(answer).content()).contains(Words.ANSWER);
        assertThat(upstreams.understood(upstream).thinking()).isTrue();
        if (!upstream.equals("cohere")) {
            assertThat(upstreams.understood(upstream).signatures()).containsExactly(Words.SIGNATURE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void parallelCallsAreToldApartAndAllResultsGoBack(String upstream) {
        upstreams.play(upstream, Scenario.PARALLEL_TOOLS);
        ChatCompletionCreateParams first = question(upstream)
                .addFunctionTool(tool(Words.TOOL, Words.TOOL_SCHEMA))
                .addFunctionTool(tool(Words.SECOND_TOOL, Words.SECOND_SCHEMA))
                .build();

        ChatCompletionMessage called = message(stream(first));
        ChatCompletion answer = stream(again(first, called));

        assertThat(calls(called))
                .extracting(call -> Gateway.parse(call.function().arguments()))
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS), Gateway.parse(Words.SECOND_ARGUMENTS));
        assertThat(calls(called))
                .extracting(ChatCompletionMessageFunctionToolCall::id)
                .doesNotHaveDuplicates();
        assertThat(message(answer).content()).contains(Words.ANSWER);
        assertThat(upstreams.understood(upstream).results()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anImageReachesTheUpstream(String upstream) {
        upstreams.play(upstream, Scenario.IMAGE);
        ChatCompletionContentPartImage image = ChatCompletionContentPartImage.builder()
                .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                        .url("data:image/png;base64," + Words.PNG)
                        .build())
                .build();

        ChatCompletion answer = client.chat()
                .completions()
                .create(request(upstream)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text(Words.QUESTION)
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(image)))
                        .build());

        assertThat(message(answer).content()).contains(Words.ANSWER);
        assertThat(upstreams.understood(upstream).images()).containsExactly(Words.PNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anAnswerFollowsASchema(String upstream) {
        upstreams.play(upstream, Scenario.SCHEMA);
        ResponseFormatJsonSchema.JsonSchema.Schema.Builder schema =
                ResponseFormatJsonSchema.JsonSchema.Schema.builder();
        Gateway.parse(Words.SCHEMA)
                .properties()
                .forEach(member ->
                        schema.putAdditionalProperty(member.getKey(), JsonValue.fromJsonNode(member.getValue())));

        ChatCompletion answer = client.chat()
                .completions()
                .create(question(upstream)
                        .responseFormat(ResponseFormatJsonSchema.builder()
                                .jsonSchema(ResponseFormatJsonSchema.JsonSchema.builder()
                                        .name(Words.SCHEMA_NAME)
                                        .strict(true)
                                        .schema(schema.build())
                                        .build())
                                .build())
                        .build());

        assertThat(message(answer).content()).contains(Words.SCHEMA_ANSWER);
        assertThat(upstreams.understood(upstream).schema()).isEqualTo(Gateway.parse(Words.SCHEMA));
    }

    @Test
    void textsAreEmbeddedByAGeminiUpstream() {
        upstreams.react(
                "gemini", Scripted.json(200, "{\"embeddings\":[{\"values\":[0.5,-0.25]},{\"values\":[1.5,2]}]}"));

        CreateEmbeddingResponse answer = client.embeddings()
                .create(EmbeddingCreateParams.builder()
                        .model(Upstreams.model("gemini"))
                        .inputOfArrayOfStrings(List.of("one", "two"))
                        .dimensions(2)
                        .build());

        assertThat(answer.data())
                .extracting(Embedding::embedding)
                .containsExactly(List.of(0.5f, -0.25f), List.of(1.5f, 2f));
        assertThat(upstreams
                        .received("gemini")
                        .json()
                        .at("/requests/1/content/parts/0/text")
                        .asText())
                .isEqualTo("two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aContextThatIsTooLongIsABadRequest(String upstream) {
        upstreams.play(upstream, Scenario.ERROR);

        BadRequestException whole = catchThrowableOfType(
                BadRequestException.class,
                () -> client.chat().completions().create(question(upstream).build()));
        BadRequestException streamed = catchThrowableOfType(
                BadRequestException.class, () -> stream(question(upstream).build()));

        assertThat(List.of(whole, streamed)).allSatisfy(refused -> {
            assertThat(refused.code()).contains("context_length_exceeded");
            assertThat(refused.type()).contains("invalid_request_error");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamThatBreaksOffIsNoSuccess(String upstream) {
        upstreams.play(upstream, Scenario.ABORT);
        StringBuilder heard = new StringBuilder();

        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> chunks = client.chat()
                            .completions()
                            .createStreaming(question(upstream).build())) {
                        chunks.stream()
                                .flatMap(chunk -> chunk.choices().stream())
                                .forEach(choice -> choice.delta().content().ifPresent(heard::append));
                    }
                })
                .isInstanceOf(OpenAIServiceException.class);

        assertThat(heard.toString()).isNotEmpty();
        assertThat(Words.ANSWER).startsWith(heard.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "gemini", "bedrock", "cohere"})
    void aRateLimitOfTheUpstreamIsOne(String upstream) {
        upstreams.refuse(upstream, 429);

        RateLimitException refused = catchThrowableOfType(
                RateLimitException.class,
                () -> client.chat().completions().create(question(upstream).build()));

        assertThat(refused.headers().values("retry-after")).containsExactly("7");
    }

    @ParameterizedTest
    @ValueSource(strings = {"anthropic", "gemini", "bedrock", "cohere"})
    void anOverloadedUpstreamIsUnavailable(String upstream) {
        upstreams.refuse(upstream, upstream.equals("anthropic") ? 529 : 503);

        InternalServerException refused = catchThrowableOfType(
                InternalServerException.class,
                () -> client.chat().completions().create(question(upstream).build()));

        assertThat(refused.statusCode()).isEqualTo(503);
    }

    private static ChatCompletionCreateParams.Builder request(String upstream) {
        return ChatCompletionCreateParams.builder()
                .model(Upstreams.model(upstream))
                .addSystemMessage(Words.SYSTEM);
    }

    private static ChatCompletionCreateParams.Builder question(String upstream) {
        return request(upstream).addUserMessage(Words.QUESTION);
    }

    /**
     * The second turn: the message as it came, with what the SDK has no names for (the thoughts), then the results of its
     * calls.
     */
    private static ChatCompletionCreateParams again(ChatCompletionCreateParams first, ChatCompletionMessage called) {
        ChatCompletionAssistantMessageParam.Builder assistant = called.toParam().toBuilder();
        called._allProperties().forEach((name, value) -> {
            if (name.startsWith("reasoning")) {
                assistant.putAdditionalProperty(name, value);
            }
        });
        ChatCompletionCreateParams.Builder second = first.toBuilder().addMessage(assistant.build());
        for (ChatCompletionMessageFunctionToolCall call : calls(called)) {
            second.addMessage(ChatCompletionToolMessageParam.builder()
                    .toolCallId(call.id())
                    .content(Words.TOOL_RESULT)
                    .build());
        }
        return second.build();
    }

    private static ChatCompletion stream(ChatCompletionCreateParams request) {
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();
        ChatCompletionCreateParams withUsage = request.toBuilder()
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build();
        try (StreamResponse<ChatCompletionChunk> chunks =
                client.chat().completions().createStreaming(withUsage)) {
            chunks.stream().map(ChatCompletionChunk::validate).forEach(accumulator::accumulate);
        }
        return accumulator.chatCompletion().validate();
    }

    private static ChatCompletionMessage message(ChatCompletion answer) {
        return answer.choices().getFirst().message();
    }

    private static List<ChatCompletionMessageFunctionToolCall> calls(ChatCompletionMessage message) {
        return message.toolCalls().orElse(List.of()).stream()
                .map(call -> call.asFunction())
                .toList();
    }

    private static FunctionDefinition tool(String name, String schema) {
        FunctionParameters.Builder parameters = FunctionParameters.builder();
        Gateway.parse(schema)
                .properties()
                .forEach(member ->
                        parameters.putAdditionalProperty(member.getKey(), JsonValue.fromJsonNode(member.getValue())));
        return FunctionDefinition.builder()
                .name(name)
                .description(Words.TOOL_DESCRIPTION)
                .parameters(parameters.build())
                .build();
    }
}
