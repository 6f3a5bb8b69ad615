package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.google.genai.Chat;
import com.google.genai.Client;
import com.google.genai.ResponseStream;
import com.google.genai.errors.ApiException;
import com.google.genai.errors.ClientException;
import com.google.genai.errors.ServerException;
import com.google.genai.types.Content;
import com.google.genai.types.ContentEmbedding;
import com.google.genai.types.EmbedContentConfig;
import com.google.genai.types.FinishReason;
import com.google.genai.types.FunctionCall;
import com.google.genai.types.FunctionDeclaration;
import com.google.genai.types.FunctionResponse;
import com.google.genai.types.GenerateContentConfig;
import com.google.genai.types.GenerateContentResponse;
import com.google.genai.types.GenerateContentResponseUsageMetadata;
import com.google.genai.types.HttpOptions;
import com.google.genai.types.HttpRetryOptions;
import com.google.genai.types.ListModelsConfig;
import com.google.genai.types.Model;
import com.google.genai.types.Part;
import com.google.genai.types.ThinkingConfig;
import com.google.genai.types.Tool;
import dev.sluice.testkit.Scripted;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What users of Google's own Java SDK get from upstreams, most of which are not Google's. */
class GeminiSdkTest {
    @TempDir
    private static Path data;

    private static Upstreams upstreams;
    private static Client client;

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
        List<Model> models = StreamSupport.stream(
                        client.models
                                .list(ListModelsConfig.builder().pageSize(100).build())
                                .spliterator(),
                        false)
                .toList();

        assertThat(models)
                .extracting(model -> model.name().orElseThrow())
                .contains(
                        "models/" + Upstreams.model("gemini"),
                        "models/" + Upstreams.model("anthropic"),
                        "models/" + Upstreams.model("openai"));
        assertThat(client.models.get(Upstreams.model("anthropic"), null).name())
                .contains("models/" + Upstreams.model("anthropic"));
        assertThatThrownBy(() -> client.models.get("no-such-model", null)).isInstanceOf(ClientException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aQuestionIsAnsweredWithTextAndUsage(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        GenerateContentResponse answer =
                client.models.generateContent(Upstreams.model(upstream), Words.QUESTION, config().build());

        assertThat(answer.text()).isEqualTo(Words.ANSWER);
        assertThat(answer.finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
        assertUsage(answer);
        Understood understood = upstreams.understood(upstream);
        assertThat(understood.system()).isEqualTo(Words.SYSTEM);
        assertThat(understood.users()).containsExactly(Words.QUESTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamAddsUpToTheWholeAnswer(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        List<GenerateContentResponse> pieces = stream(
                client.models.generateContentStream(Upstreams.model(upstream), Words.QUESTION, config().build()));

        assertThat(text(pieces)).isEqualTo(Words.ANSWER);
        assertThat(pieces).hasSizeGreaterThan(2);
        assertThat(pieces.getLast().finishReason().knownEnum()).isEqualTo(FinishReason.Known.STOP);
        assertUsage(pieces.getLast());
    }

    private static void assertUsage(GenerateContentResponse answer) {
        GenerateContentResponseUsageMetadata usage = answer.usageMetadata().orElseThrow();
        assertThat(usage.promptTokenCount()).contains((int) (Words.INPUT + Words.CACHED));
        assertThat(usage.candidatesTokenCount()).contains((int) Words.OUTPUT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aChatCallsAToolAndSendsItsResultBack(String upstream) {
        upstreams.play(upstream, Scenario.TOOLS);
        Chat chat = client.chats.create(
                Upstreams.model(upstream),
                config().tools(tool(Words.TOOL, Words.TOOL_SCHEMA)).build());

        List<FunctionCall> calls = calls(stream(chat.sendMessageStream(Words.QUESTION)));
        List<GenerateContentResponse> answer = stream(chat.sendMessageStream(results(calls)));

        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.name()).contains(Words.TOOL);
            assertThat(arguments(call)).isEqualTo(Gateway.parse(Words.TOOL_ARGUMENTS));
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
    void aChatSendsThoughtsBackWithWhatTheirVendorSignedThemWith(String upstream) {
        upstreams.play(upstream, Scenario.REASONING);
        Chat chat = client.chats.create(
                Upstreams.model(upstream),
                config().maxOutputTokens(8192)
                        .thinkingConfig(
                                ThinkingConfig.builder().includeThoughts(true).thinkingBudget(2048))
                        .tools(tool(Words.TOOL, Words.TOOL_SCHEMA))
                        .build());

        List<GenerateContentResponse> first = stream(chat.sendMessageStream(Words.QUESTION));
        List<GenerateContentResponse> answer = stream(chat.sendMessageStream(results(calls(first))));

        assertThat(parts(first).stream()
                        .filter(part -> part.thought().orElse(false))
                        .map(part -> part.text().orElse(""))
                        .collect(Collectors.joining()))
                .isEqualTo(Words.THOUGHT);
        assertThat(calls(first)).hasSize(1);
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
        Chat chat = client.chats.create(
                Upstreams.model(upstream),
                config().tools(tool(Words.TOOL, Words.TOOL_SCHEMA), tool(Words.SECOND_TOOL, Words.SECOND_SCHEMA))
                        .build());

        List<FunctionCall> calls = calls(stream(chat.sendMessageStream(Words.QUESTION)));
        List<GenerateContentResponse> answer = stream(chat.sendMessageStream(results(calls)));

        assertThat(calls)
                .extracting(GeminiSdkTest::arguments)
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS), Gateway.parse(Words.SECOND_ARGUMENTS));
        assertThat(text(answer)).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).results()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anImageReachesTheUpstream(String upstream) {
        upstreams.play(upstream, Scenario.IMAGE);

        GenerateContentResponse answer = client.models.generateContent(
                Upstreams.model(upstream),
                Content.fromParts(
                        Part.fromText(Words.QUESTION),
                        Part.fromBytes(Base64.getDecoder().decode(Words.PNG), "image/png")),
                config().build());

        assertThat(answer.text()).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).images()).containsExactly(Words.PNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anAnswerFollowsASchema(String upstream) {
        upstreams.play(upstream, Scenario.SCHEMA);

        GenerateContentResponse answer = client.models.generateContent(
                Upstreams.model(upstream),
                Words.QUESTION,
                config().responseMimeType("application/json")
                        .responseJsonSchema(Gateway.parse(Words.SCHEMA))
                        .build());

        assertThat(answer.text()).isEqualTo(Words.SCHEMA_ANSWER);
        assertThat(upstreams.understood(upstream).schema()).isEqualTo(Gateway.parse(Words.SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void tokensAreCountedEvenWhereTheUpstreamCannotCount(String upstream) {
        upstreams.react(upstream, Scripted.json(200, "{\"totalTokens\":17}"));

        int tokens = client.models
                .countTokens(Upstreams.model(upstream), Words.QUESTION, null)
                .totalTokens()
                .orElseThrow();

        if (upstream.equals("gemini")) {
            assertThat(tokens).isEqualTo(17);
        } else {
            assertThat(tokens).isBetween(18, 60);
        }
    }

    @Test
    void textsAreEmbeddedByAnOpenAiUpstream() {
        upstreams.react("openai", Scripted.json(200, """
                        {"object":"list","model":"model-of-openai","data":[
                          {"object":"embedding","index":1,"embedding":[0.25,1.5]},
                          {"object":"embedding","index":0,"embedding":[0.5,-0.25]}],
                         "usage":{"prompt_tokens":3,"total_tokens":3}}"""));

        List<ContentEmbedding> embeddings = client.models
                .embedContent(
                        Upstreams.model("openai"),
                        List.of("one", "two"),
                        EmbedContentConfig.builder().outputDimensionality(2).build())
                .embeddings()
                .orElseThrow();

        assertThat(embeddings)
                .extracting(embedding -> embedding.values().orElseThrow())
                .containsExactly(List.of(0.5f, -0.25f), List.of(0.25f, 1.5f));
        JsonNode asked = upstreams.received("openai").json();
        assertThat(asked.path("input")).isEqualTo(Gateway.parse("[\"one\",\"two\"]"));
        assertThat(asked.path("dimensions").asInt()).isEqualTo(2);
    }

    @Test
    void oneTextIsEmbeddedByAnOpenAiUpstream() {
        upstreams.react("openai", Scripted.json(200, """
                        {"object":"list","model":"model-of-openai",
                         "data":[{"object":"embedding","index":0,"embedding":[0.5,-0.25]}],
                         "usage":{"prompt_tokens":3,"total_tokens":3}}"""));

        assertThat(client.models
                        .embedContent(Upstreams.model("openai"), "one", null)
                        .embeddings()
                        .orElseThrow())
                .singleElement()
                .satisfies(embedding -> assertThat(embedding.values()).contains(List.of(0.5f, -0.25f)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aContextThatIsTooLongIsAnInvalidArgument(String upstream) {
        upstreams.play(upstream, Scenario.ERROR);

        ClientException whole = catchThrowableOfType(
                ClientException.class,
                () -> client.models.generateContent(Upstreams.model(upstream), Words.QUESTION, null));
        ClientException streamed = catchThrowableOfType(
                ClientException.class,
                () -> stream(client.models.generateContentStream(Upstreams.model(upstream), Words.QUESTION, null)));

        assertThat(List.of(whole, streamed)).allSatisfy(refused -> {
            assertThat(refused.code()).isEqualTo(400);
            assertThat(refused.status()).isEqualTo("INVALID_ARGUMENT");
            assertThat(refused.message()).contains("exceeds the maximum number of tokens allowed");
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamThatBreaksOffIsNoSuccess(String upstream) {
        upstreams.play(upstream, Scenario.ABORT);
        List<GenerateContentResponse> heard = new ArrayList<>();

        assertThatThrownBy(() -> {
                    try (ResponseStream<GenerateContentResponse> pieces =
                            client.models.generateContentStream(Upstreams.model(upstream), Words.QUESTION, null)) {
                        pieces.forEach(heard::add);
                    }
                })
                .isInstanceOf(ApiException.class);

        assertThat(text(heard)).isNotEmpty();
        assertThat(Words.ANSWER).startsWith(text(heard));
    }

    @Test
    void aWrongKeyIsRefused() {
        try (Client stranger = clientWith("sk-nobody")) {
            ClientException refused = catchThrowableOfType(
                    ClientException.class,
                    () -> stranger.models.generateContent(Upstreams.model("openai"), Words.QUESTION, null));

            assertThat(refused.code()).isIn(400, 401);
            assertThat(refused.message()).contains("API key");
        }
    }

    @Test
    void anUnknownModelIsNotFound() {
        ClientException refused = catchThrowableOfType(
                ClientException.class, () -> client.models.generateContent("gemini-of-tomorrow", Words.QUESTION, null));

        assertThat(refused.code()).isEqualTo(404);
        assertThat(refused.status()).isEqualTo("NOT_FOUND");
        assertThat(refused.message()).contains("gemini-of-tomorrow");
    }

    @Test
    void aRateLimitIsAnExhaustedResource() {
        upstreams.play("openai", Scenario.TEXT);
        try (Client limited = clientWith(upstreams.limitedKey())) {
            limited.models.generateContent(Upstreams.model("openai"), Words.QUESTION, null);

            ClientException refused = catchThrowableOfType(
                    ClientException.class,
                    () -> limited.models.generateContent(Upstreams.model("openai"), Words.QUESTION, null));

            assertThat(refused.code()).isEqualTo(429);
            assertThat(refused.status()).isEqualTo("RESOURCE_EXHAUSTED");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void aRateLimitOfTheUpstreamIsOne(String upstream) {
        upstreams.refuse(upstream, 429);

        ClientException refused = catchThrowableOfType(
                ClientException.class,
                () -> client.models.generateContent(Upstreams.model(upstream), Words.QUESTION, null));

        assertThat(refused.code()).isEqualTo(429);
        assertThat(refused.status()).isEqualTo("RESOURCE_EXHAUSTED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void anOverloadedUpstreamIsUnavailable(String upstream) {
        upstreams.refuse(upstream, upstream.equals("anthropic") ? 529 : 503);

        ServerException refused = catchThrowableOfType(
                ServerException.class,
                () -> client.models.generateContent(Upstreams.model(upstream), Words.QUESTION, null));

        assertThat(refused.code()).isEqualTo(503);
        assertThat(refused.status()).isEqualTo("UNAVAILABLE");
    }

    private static Client clientWith(String key) {
        return Client.builder()
                .apiKey(key)
                .httpOptions(HttpOptions.builder()
                        .baseUrl(upstreams.address().toString())
                        .timeout(20_000)
                        .retryOptions(HttpRetryOptions.builder().attempts(1))
                        .build())
                .build();
    }

    private static GenerateContentConfig.Builder config() {
        return GenerateContentConfig.builder().systemInstruction(Content.fromParts(Part.fromText(Words.SYSTEM)));
    }

    private static Tool tool(String name, String schema) {
        return Tool.builder()
                .functionDeclarations(FunctionDeclaration.builder()
                        .name(name)
                        .description(Words.TOOL_DESCRIPTION)
                        .parametersJsonSchema(Gateway.parse(schema)))
                .build();
    }

    /** What the second turn says: a result for each call. */
    private static Content results(List<FunctionCall> calls) {
        return Content.fromParts(calls.stream()
                .map(call -> {
                    FunctionResponse.Builder result = FunctionResponse.builder()
                            .name(call.name().orElseThrow())
                            .response(Map.of("output", Words.TOOL_RESULT));
                    call.id().ifPresent(result::id);
                    return Part.builder().functionResponse(result).build();
                })
                .toArray(Part[]::new));
    }

    private static List<GenerateContentResponse> stream(ResponseStream<GenerateContentResponse> stream) {
        List<GenerateContentResponse> pieces = new ArrayList<>();
        try (stream) {
            stream.forEach(pieces::add);
        }
        return pieces;
    }

    private static List<Part> parts(List<GenerateContentResponse> pieces) {
        return pieces.stream()
                .flatMap(piece -> piece.candidates().orElse(List.of()).stream())
                .flatMap(candidate -> candidate.content().flatMap(Content::parts).orElse(List.of()).stream())
                .toList();
    }

    private static String text(List<GenerateContentResponse> pieces) {
        return parts(pieces).stream()
                .filter(part -> !part.thought().orElse(false))
                .map(part -> part.text().orElse(""))
                .collect(Collectors.joining());
    }

    private static List<FunctionCall> calls(List<GenerateContentResponse> pieces) {
        return parts(pieces).stream()
                .map(Part::functionCall)
                .flatMap(Optional::stream)
                .toList();
    }

    private static JsonNode arguments(FunctionCall call) {
        return Gateway.JSON.convertValue(call.args().orElseThrow(), new TypeReference<JsonNode>() {});
    }
}
