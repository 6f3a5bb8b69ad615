package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.openai.client.OpenAIClient;
import com.openai.client.okhttp.OpenAIOkHttpClient;
import com.openai.core.JsonValue;
import com.openai.core.http.StreamResponse;
import com.openai.errors.NotFoundException;
import com.openai.errors.OpenAIServiceException;
import com.openai.errors.RateLimitException;
import com.openai.errors.UnauthorizedException;
import com.openai.helpers.ChatCompletionAccumulator;
import com.openai.models.FunctionDefinition;
import com.openai.models.FunctionParameters;
import com.openai.models.chat.completions.ChatCompletion;
import com.openai.models.chat.completions.ChatCompletionChunk;
import com.openai.models.chat.completions.ChatCompletionContentPart;
import com.openai.models.chat.completions.ChatCompletionContentPartImage;
import com.openai.models.chat.completions.ChatCompletionContentPartText;
import com.openai.models.chat.completions.ChatCompletionCreateParams;
import com.openai.models.chat.completions.ChatCompletionMessage;
import com.openai.models.chat.completions.ChatCompletionMessageFunctionToolCall;
import com.openai.models.chat.completions.ChatCompletionMessageToolCall;
import com.openai.models.chat.completions.ChatCompletionStreamOptions;
import com.openai.models.chat.completions.ChatCompletionToolMessageParam;
import com.openai.models.completions.Completion;
import com.openai.models.completions.CompletionCreateParams;
import com.openai.models.models.Model;
import dev.sluice.testkit.Answer;
import dev.sluice.testkit.FakeProvider;
import dev.sluice.testkit.Fault;
import dev.sluice.testkit.Pace;
import dev.sluice.testkit.Received;
import dev.sluice.testkit.Tokens;
import dev.sluice.testkit.ToolCall;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What users of OpenAI's own Java SDK get through a gateway that was set up by environment variables alone. */
class OpenAiSdkTest {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String MODEL = "gpt-4o-mini";
    private static final FakeProvider UPSTREAM = FakeProvider.start();

    @TempDir
    private static Path data;

    private static Gateway gateway;
    private static OpenAIClient client;

    @BeforeAll
    static void startGateway() {
        gateway = Gateway.start(
                data,
                Map.of(
                        "OPENAI_API_KEY",
                        "sk-upstream",
                        "OPENAI_BASE_URL",
                        UPSTREAM.baseUrl().toString(),
                        "OPENAI_MODELS",
                        MODEL + ",text-model"));
        client = clientWith(Gateway.KEY);
        await().atMost(SOON).until(() -> gateway.models().contains(MODEL));
    }

    @AfterAll
    static void stopGateway() {
        client.close();
        gateway.close();
        UPSTREAM.close();
    }

    @BeforeEach
    void forgetOlderRequests() {
        UPSTREAM.always(Answer.of("one two three four"));
        UPSTREAM.forget();
    }

    @Test
    void modelsAreListedAndFound() {
        List<String> names =
                client.models().list().data().stream().map(Model::id).toList();

        assertThat(names).containsExactlyInAnyOrder(MODEL, "text-model");
        assertThat(client.models().retrieve(MODEL).id()).isEqualTo(MODEL);
        assertThatThrownBy(() -> client.models().retrieve("no-such-model")).isInstanceOf(NotFoundException.class);
    }

    @Test
    void aChatIsAnsweredWithTextAndUsage() {
        ChatCompletion answer = client.chat().completions().create(chat("Hello").build());

        assertThat(answer.choices().getFirst().message().content()).contains("one two three four");
        assertThat(answer.usage().orElseThrow().completionTokens()).isEqualTo(Tokens.SOME.completion());
        Received received = UPSTREAM.awaitRequest(SOON);
        assertThat(received.header("Authorization")).contains("Bearer sk-upstream");
        assertThat(received.body().utf8()).doesNotContain(Gateway.KEY);
        assertThat(received.headers()).noneMatch(header -> header.value().contains(Gateway.KEY));
    }

    @Test
    void unknownRequestFieldsArePassedOn() {
        client.chat()
                .completions()
                .create(chat("Hello")
                        .putAdditionalBodyProperty("of_tomorrow", JsonValue.from(Map.of("depth", 3)))
                        .temperature(0.5)
                        .build());

        JsonNode received = UPSTREAM.awaitRequest(SOON).json();
        assertThat(received.at("/of_tomorrow/depth").asInt()).isEqualTo(3);
        assertThat(received.path("temperature").asDouble()).isEqualTo(0.5);
    }

    @Test
    void aStreamBringsTheWordsInOrderAndNoUsageUnlessAskedFor() {
        List<ChatCompletionChunk> chunks = stream(chat("Hello").build());

        assertThat(text(chunks)).isEqualTo("one two three four");
        assertThat(chunks).allMatch(chunk -> chunk.usage().isEmpty());
        // Billing needs it, so the upstream is asked all the same.
        assertThat(UPSTREAM.awaitRequest(SOON)
                        .json()
                        .at("/stream_options/include_usage")
                        .asBoolean())
                .isTrue();
    }

    @Test
    void aStreamBringsUsageLastIfAskedFor() {
        List<ChatCompletionChunk> chunks = stream(chat("Hello")
                .streamOptions(
                        ChatCompletionStreamOptions.builder().includeUsage(true).build())
                .build());

        ChatCompletionChunk last = chunks.getLast();
        assertThat(last.usage().orElseThrow().promptTokens()).isEqualTo(Tokens.SOME.prompt());
        assertThat(last.choices()).isEmpty();
        assertThat(chunks.stream().filter(chunk -> chunk.usage().isPresent())).hasSize(1);
    }

    @Test
    void toolsWorkOverTwoTurns() {
        UPSTREAM.always(Answer.calling(new ToolCall("call_1", "weather", "{\"city\":\"Paris\"}"))
                .saying("It rains."));
        ChatCompletionCreateParams first =
                chat("Weather in Paris?").addFunctionTool(weather()).build();

        ChatCompletionMessage call =
                client.chat().completions().create(first).choices().getFirst().message();
        ChatCompletion second = client.chat()
                .completions()
                .create(first.toBuilder()
                        .addMessage(call)
                        .addMessage(ChatCompletionToolMessageParam.builder()
                                .toolCallId("call_1")
                                .content("rain")
                                .build())
                        .build());

        ChatCompletionMessageFunctionToolCall asked =
                call.toolCalls().orElseThrow().getFirst().asFunction();
        assertThat(asked.function().name()).isEqualTo("weather");
        assertThat(asked.function().arguments()).isEqualTo("{\"city\":\"Paris\"}");
        assertThat(second.choices().getFirst().message().content()).contains("It rains.");
        UPSTREAM.awaitRequest(SOON);
        JsonNode secondRequest = UPSTREAM.awaitRequest(SOON).json();
        assertThat(secondRequest.at("/messages/1/tool_calls/0/id").asText()).isEqualTo("call_1");
        assertThat(secondRequest.at("/messages/2/tool_call_id").asText()).isEqualTo("call_1");
    }

    @Test
    void parallelToolCallsSurviveStreaming() {
        UPSTREAM.always(Answer.calling(
                new ToolCall("call_a", "weather", "{\"city\":\"Paris\"}"),
                new ToolCall("call_b", "weather", "{\"city\":\"Rome, Italy\"}")));
        ChatCompletionAccumulator accumulator = ChatCompletionAccumulator.create();

        stream(chat("Weather?").addFunctionTool(weather()).build()).forEach(accumulator::accumulate);

        List<ChatCompletionMessageToolCall> calls = accumulator
                .chatCompletion()
                .choices()
                .getFirst()
                .message()
                .toolCalls()
                .orElseThrow();
        assertThat(calls).extracting(call -> call.asFunction().id()).containsExactly("call_a", "call_b");
        assertThat(calls)
                .extracting(call -> call.asFunction().function().arguments())
                .containsExactly("{\"city\":\"Paris\"}", "{\"city\":\"Rome, Italy\"}");
    }

    @Test
    void imagesReachTheUpstreamUnharmed() {
        String url = "data:image/png;base64," + "iVBORw0KGgo".repeat(10_000);
        ChatCompletion answer = client.chat()
                .completions()
                .create(ChatCompletionCreateParams.builder()
                        .model(MODEL)
                        .addUserMessageOfArrayOfContentParts(List.of(
                                ChatCompletionContentPart.ofText(ChatCompletionContentPartText.builder()
                                        .text("What is it?")
                                        .build()),
                                ChatCompletionContentPart.ofImageUrl(ChatCompletionContentPartImage.builder()
                                        .imageUrl(ChatCompletionContentPartImage.ImageUrl.builder()
                                                .url(url)
                                                .build())
                                        .build())))
                        .build());

        assertThat(answer.choices().getFirst().message().content().orElseThrow())
                .contains("[1 images]");
        assertThat(UPSTREAM.awaitRequest(SOON)
                        .json()
                        .at("/messages/0/content/1/image_url/url")
                        .asText())
                .isEqualTo(url);
    }

    @Test
    void severalChoicesAndLogprobsComeThrough() {
        ChatCompletion answer = client.chat()
                .completions()
                .create(chat("Hello").n(2).logprobs(true).build());

        assertThat(answer.choices()).hasSize(2);
        assertThat(answer.choices().get(1).message().content()).contains("one two three four #1");
        assertThat(answer.choices()
                        .getFirst()
                        .logprobs()
                        .orElseThrow()
                        .content()
                        .orElseThrow()
                        .getFirst()
                        .logprob())
                .isEqualTo(-0.25);
    }

    @Test
    void completionsWorkWholeAndStreamed() {
        CompletionCreateParams request = CompletionCreateParams.builder()
                .model("text-model")
                .prompt("Once")
                .build();

        Completion whole = client.completions().create(request);
        List<Completion> pieces = new ArrayList<>();
        try (StreamResponse<Completion> stream = client.completions().createStreaming(request)) {
            stream.stream().forEach(pieces::add);
        }

        assertThat(whole.choices().getFirst().text()).isEqualTo("one two three four");
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> piece.choices().forEach(choice -> text.append(choice.text())));
        assertThat(text).hasToString("one two three four");
    }

    @Test
    void aWrongKeyIsUnauthorized() {
        try (OpenAiClient stranger = new OpenAiClient(clientWith("sk-nobody"))) {
            UnauthorizedException refused = catchThrowableOfType(
                    UnauthorizedException.class,
                    () -> stranger.sdk()
                            .chat()
                            .completions()
                            .create(chat("Hello").build()));

            assertThat(refused.code()).contains("invalid_api_key");
            assertThat(refused.headers().values("x-request-id")).hasSize(1);
        }
        assertThat(UPSTREAM.requests()).isEmpty();
    }

    @Test
    void anUnknownModelIsNotFound() {
        NotFoundException missing = catchThrowableOfType(
                NotFoundException.class,
                () -> client.chat()
                        .completions()
                        .create(chat("Hello").model("gpt-of-tomorrow").build()));

        assertThat(missing.code()).contains("model_not_found");
        assertThat(missing.param()).contains("model");
        assertThat(missing.getMessage()).contains("gpt-of-tomorrow");
    }

    @Test
    void aRateLimitSaysWhenToTryAgain() {
        JsonNode key = gateway.manage(
                "POST",
                "/api/keys",
                Gateway.JSON.createObjectNode().put("name", "limited").put("requests_per_minute", 1));
        try (OpenAiClient limited = new OpenAiClient(clientWith(key.path("key").asText()))) {
            limited.sdk().chat().completions().create(chat("first").build());

            RateLimitException refused = catchThrowableOfType(
                    RateLimitException.class,
                    () -> limited.sdk()
                            .chat()
                            .completions()
                            .create(chat("second").build()));

            assertThat(refused.code()).contains("rate_limit_exceeded");
            assertThat(Integer.parseInt(refused.headers().values("retry-after").getFirst()))
                    .isBetween(1, 60);
            assertThat(refused.headers().values("x-ratelimit-limit-requests")).containsExactly("1");
            assertThat(refused.headers().values("x-ratelimit-remaining-requests"))
                    .containsExactly("0");
        }
        assertThat(UPSTREAM.requests()).hasSize(1);
    }

    @Test
    void aCallerThatLeavesInMidStreamFreesTheUpstreamWithinASecond() {
        UPSTREAM.always(Answer.of("").with(Pace.bulk(10_000, 20).with(Duration.ofMillis(20))));
        String id = "leaves-" + UUID.randomUUID();
        long left;
        try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                .completions()
                .createStreaming(
                        chat("Hello").putAdditionalHeader("X-Request-Id", id).build())) {
            assertThat(stream.stream().limit(3).toList()).hasSize(3);
            left = System.nanoTime();
        }

        Received received = UPSTREAM.awaitRequest(SOON);

        assertThat(Duration.ofNanos(received.awaitClientGone(SOON) - left)).isLessThan(Duration.ofSeconds(1));
        List<JsonNode> rows = gateway.awaitRows(id);
        assertThat(rows).hasSize(1);
        assertThat(rows.getFirst().path("end").asText()).isEqualTo("caller_left");
        assertThat(rows.getFirst().at("/usage/output").asLong()).isPositive();
    }

    @Test
    void anErrorInMidStreamIsThrownByTheSdk() {
        UPSTREAM.always(new Fault.ErrorEvent(2));
        List<String> words = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (StreamResponse<ChatCompletionChunk> stream = client.chat()
                            .completions()
                            .createStreaming(chat("Hello").build())) {
                        stream.stream().forEach(chunk -> words.add(text(List.of(chunk))));
                    }
                })
                .isInstanceOf(OpenAIServiceException.class);

        assertThat(String.join("", words)).isEqualTo("one two ");
    }

    /** Gives the SDK's client, which closes but is not {@code AutoCloseable}, to a try. */
    private record OpenAiClient(OpenAIClient sdk) implements AutoCloseable {
        @Override
        public void close() {
            sdk.close();
        }
    }

    private static OpenAIClient clientWith(String key) {
        return OpenAIOkHttpClient.builder()
                .baseUrl(gateway.address() + "/v1")
                .apiKey(key)
                .maxRetries(0)
                .timeout(Duration.ofSeconds(20))
                .build();
    }

    private static ChatCompletionCreateParams.Builder chat(String prompt) {
        return ChatCompletionCreateParams.builder().model(MODEL).addUserMessage(prompt);
    }

    private static FunctionDefinition weather() {
        return FunctionDefinition.builder()
                .name("weather")
                .parameters(FunctionParameters.builder()
                        .putAdditionalProperty("type", JsonValue.from("object"))
                        .putAdditionalProperty("properties", JsonValue.from(Map.of("city", Map.of("type", "string"))))
                        .build())
                .build();
    }

    private static List<ChatCompletionChunk> stream(ChatCompletionCreateParams request) {
        try (StreamResponse<ChatCompletionChunk> stream =
                client.chat().completions().createStreaming(request)) {
            return stream.stream().toList();
        }
    }

    private static String text(List<ChatCompletionChunk> chunks) {
        StringBuilder text = new StringBuilder();
        chunks.forEach(chunk ->
                chunk.choices().forEach(choice -> choice.delta().content().ifPresent(text::append)));
        return text.toString();
    }
}
