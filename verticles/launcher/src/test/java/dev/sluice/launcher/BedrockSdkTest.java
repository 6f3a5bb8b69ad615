package dev.sluice.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.testkit.dialect.Heard;
import dev.sluice.testkit.dialect.Scenario;
import dev.sluice.testkit.dialect.Understood;
import dev.sluice.testkit.dialect.Words;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.auth.token.credentials.SdkToken;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.client.config.ClientOverrideConfiguration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeAsyncClient;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeBaseClientBuilder;
import software.amazon.awssdk.services.bedrockruntime.BedrockRuntimeClient;
import software.amazon.awssdk.services.bedrockruntime.auth.scheme.BedrockRuntimeAuthSchemeProvider;
import software.amazon.awssdk.services.bedrockruntime.model.AccessDeniedException;
import software.amazon.awssdk.services.bedrockruntime.model.BedrockRuntimeException;
import software.amazon.awssdk.services.bedrockruntime.model.ContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ConversationRole;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseResponse;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamRequest;
import software.amazon.awssdk.services.bedrockruntime.model.ConverseStreamResponseHandler;
import software.amazon.awssdk.services.bedrockruntime.model.ImageBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ImageSource;
import software.amazon.awssdk.services.bedrockruntime.model.InferenceConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.Message;
import software.amazon.awssdk.services.bedrockruntime.model.OutputConfig;
import software.amazon.awssdk.services.bedrockruntime.model.ResourceNotFoundException;
import software.amazon.awssdk.services.bedrockruntime.model.ServiceUnavailableException;
import software.amazon.awssdk.services.bedrockruntime.model.StopReason;
import software.amazon.awssdk.services.bedrockruntime.model.SystemContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ThrottlingException;
import software.amazon.awssdk.services.bedrockruntime.model.TokenUsage;
import software.amazon.awssdk.services.bedrockruntime.model.Tool;
import software.amazon.awssdk.services.bedrockruntime.model.ToolConfiguration;
import software.amazon.awssdk.services.bedrockruntime.model.ToolInputSchema;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolResultContentBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ToolUseBlock;
import software.amazon.awssdk.services.bedrockruntime.model.ValidationException;

/** What users of AWS's own Java SDK for Bedrock get from upstreams, most of which are not AWS's. */
class BedrockSdkTest {
    private static final Message QUESTION = says(ContentBlock.fromText(Words.QUESTION));

    @TempDir
    private static Path data;

    private static Upstreams upstreams;
    /** Its requests are signed: the access key id is the gateway's key. */
    private static BedrockRuntimeClient client;
    /** It shows its key as it is. */
    private static BedrockRuntimeAsyncClient streaming;

    @BeforeAll
    static void start() {
        upstreams = Upstreams.start(data);
        client = signedBy(Gateway.KEY);
        streaming = bearing(
                        BedrockRuntimeAsyncClient.builder()
                                .httpClientBuilder(
                                        NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1)),
                        Gateway.KEY)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
        streaming.close();
        upstreams.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aQuestionIsAnsweredWithTextAndUsage(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        ConverseResponse answer = client.converse(request(upstream, QUESTION).build());

        assertThat(text(answer.output().message())).isEqualTo(Words.ANSWER);
        assertThat(answer.stopReason()).isEqualTo(StopReason.END_TURN);
        assertUsage(answer.usage());
        Understood understood = upstreams.understood(upstream);
        assertThat(understood.system()).isEqualTo(Words.SYSTEM);
        assertThat(understood.users()).containsExactly(Words.QUESTION);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamAddsUpToTheWholeAnswer(String upstream) {
        upstreams.play(upstream, Scenario.TEXT);

        BedrockStream answer = stream(request(upstream, QUESTION).build());

        assertThat(answer.text()).isEqualTo(Words.ANSWER);
        assertThat(answer.stopReason()).isEqualTo(StopReason.END_TURN);
        assertUsage(Objects.requireNonNull(answer.usage()));
    }

    private static void assertUsage(TokenUsage usage) {
        int cached = Objects.requireNonNullElse(usage.cacheReadInputTokens(), 0);
        assertThat(usage.inputTokens() + cached).isEqualTo((int) (Words.INPUT + Words.CACHED));
        assertThat(usage.outputTokens()).isEqualTo((int) Words.OUTPUT);
        assertThat(usage.totalTokens()).isEqualTo((int) (Words.INPUT + Words.CACHED + Words.OUTPUT));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aToolIsCalledAndItsResultGoesBack(String upstream) {
        upstreams.play(upstream, Scenario.TOOLS);
        ConverseRequest first = request(upstream, QUESTION)
                .toolConfig(tools(tool(Words.TOOL, Words.TOOL_SCHEMA)))
                .build();

        BedrockStream called = stream(first);
        BedrockStream answer = stream(again(first, called.message()));

        assertThat(called.stopReason()).isEqualTo(StopReason.TOOL_USE);
        assertThat(uses(called.message())).singleElement().satisfies(use -> {
            assertThat(use.name()).isEqualTo(Words.TOOL);
            assertThat(arguments(use)).isEqualTo(Gateway.parse(Words.TOOL_ARGUMENTS));
        });
        assertThat(answer.text()).isEqualTo(Words.ANSWER);
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
        ConverseRequest first = thinking(upstream);

        Message called = stream(first).message();
        BedrockStream answer = stream(again(first, called));

        assertThat(thoughts(called)).isEqualTo(Words.THOUGHT);
        assertThat(uses(called)).hasSize(1);
        assertThat(answer.text()).isEqualTo(Words.ANSWER);
        assertSigned(upstream);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aWholeMessageGoesBackAsItCame(String upstream) {
        upstreams.play(upstream, Scenario.REASONING);
        ConverseRequest first = thinking(upstream);

        Message called = client.converse(first).output().message();
        ConverseResponse answer = client.converse(again(first, called));

        assertThat(thoughts(called)).isEqualTo(Words.THOUGHT);
        assertThat(text(answer.output().message())).isEqualTo(Words.ANSWER);
        assertSigned(upstream);
    }

    private static void assertSigned(String upstream) {
        assertThat(upstreams.understood(upstream).thinking()).isTrue();
        if (!upstream.equals("cohere")) {
            assertThat(upstreams.understood(upstream).signatures()).containsExactly(Words.SIGNATURE);
        }
    }

    private static ConverseRequest thinking(String upstream) {
        return request(upstream, QUESTION)
                .additionalModelRequestFields(BedrockStream.document(
                        Gateway.parse("{\"thinking\":{\"type\":\"enabled\",\"budget_tokens\":2048}}")))
                .toolConfig(tools(tool(Words.TOOL, Words.TOOL_SCHEMA)))
                .build();
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void parallelCallsAreToldApartAndAllResultsGoBack(String upstream) {
        upstreams.play(upstream, Scenario.PARALLEL_TOOLS);
        ConverseRequest first = request(upstream, QUESTION)
                .toolConfig(tools(tool(Words.TOOL, Words.TOOL_SCHEMA), tool(Words.SECOND_TOOL, Words.SECOND_SCHEMA)))
                .build();

        Message called = stream(first).message();
        BedrockStream answer = stream(again(first, called));

        assertThat(uses(called))
                .extracting(BedrockSdkTest::arguments)
                .containsExactly(Gateway.parse(Words.TOOL_ARGUMENTS), Gateway.parse(Words.SECOND_ARGUMENTS));
        assertThat(uses(called)).extracting(ToolUseBlock::toolUseId).doesNotHaveDuplicates();
        assertThat(answer.text()).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).results()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anImageReachesTheUpstream(String upstream) {
        upstreams.play(upstream, Scenario.IMAGE);
        SdkBytes png = SdkBytes.fromByteArray(Base64.getDecoder().decode(Words.PNG));

        ConverseResponse answer = client.converse(request(
                        upstream,
                        says(
                                ContentBlock.fromText(Words.QUESTION),
                                ContentBlock.fromImage(ImageBlock.builder()
                                        .format("png")
                                        .source(ImageSource.fromBytes(png))
                                        .build())))
                .build());

        assertThat(text(answer.output().message())).isEqualTo(Words.ANSWER);
        assertThat(upstreams.understood(upstream).images()).containsExactly(Words.PNG);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void anAnswerFollowsASchema(String upstream) {
        upstreams.play(upstream, Scenario.SCHEMA);
        OutputConfig output = OutputConfig.builder()
                .textFormat(format -> format.type("json_schema")
                        .structure(structure -> structure.jsonSchema(
                                schema -> schema.name(Words.SCHEMA_NAME).schema(Words.SCHEMA))))
                .build();

        ConverseResponse answer =
                client.converse(request(upstream, QUESTION).outputConfig(output).build());

        assertThat(text(answer.output().message())).isEqualTo(Words.SCHEMA_ANSWER);
        assertThat(upstreams.understood(upstream).schema()).isEqualTo(Gateway.parse(Words.SCHEMA));
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aContextThatIsTooLongIsNotValid(String upstream) {
        upstreams.play(upstream, Scenario.ERROR);
        ConverseRequest request = request(upstream, QUESTION).build();

        ValidationException whole = catchThrowableOfType(ValidationException.class, () -> client.converse(request));
        ValidationException streamed = catchThrowableOfType(ValidationException.class, () -> stream(request));

        assertThat(List.of(whole, streamed)).allSatisfy(refused -> {
            assertThat(refused.statusCode()).isEqualTo(400);
            assertThat(refused.awsErrorDetails().errorCode()).isEqualTo("ValidationException");
            assertThat(refused.awsErrorDetails().errorMessage()).isNotEmpty();
            assertThat(refused.requestId()).isNotEmpty();
        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "responses", "anthropic", "gemini", "bedrock", "cohere"})
    void aStreamThatBreaksOffIsNoSuccess(String upstream) {
        upstreams.play(upstream, Scenario.ABORT);
        BedrockStream heard = new BedrockStream();

        assertThatThrownBy(() -> stream(request(upstream, QUESTION).build(), heard))
                .isInstanceOf(BedrockRuntimeException.class);

        assertThat(heard.text()).isNotEmpty();
        assertThat(Words.ANSWER).startsWith(heard.text());
        assertThat(heard.stopReason()).isNull();
    }

    @Test
    void aKeyMayBeShownOrSignWhetherTheAnswerIsStreamedOrNot() {
        upstreams.play("openai", Scenario.TEXT);
        ConverseRequest request = request("openai", QUESTION).build();
        try (BedrockRuntimeClient shown =
                        bearing(BedrockRuntimeClient.builder(), Gateway.KEY).build();
                BedrockRuntimeAsyncClient signed = signing(
                                BedrockRuntimeAsyncClient.builder()
                                        .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                                                .protocol(Protocol.HTTP1_1)),
                                Gateway.KEY)
                        .build()) {
            BedrockStream heard = new BedrockStream();
            signed.converseStream(streamed(request), handler(heard)).join();

            assertThat(text(shown.converse(request).output().message())).isEqualTo(Words.ANSWER);
            assertThat(heard.text()).isEqualTo(Words.ANSWER);
        }
    }

    @Test
    void aWrongKeyIsDeniedAccess() {
        try (BedrockRuntimeClient stranger = signedBy("sk-nobody")) {
            AccessDeniedException refused = catchThrowableOfType(
                    AccessDeniedException.class,
                    () -> stranger.converse(request("openai", QUESTION).build()));

            assertThat(refused.statusCode()).isEqualTo(403);
        }
    }

    @Test
    void anUnknownModelIsNotFound() {
        assertThatThrownBy(() -> client.converse(
                        request("openai", QUESTION).modelId("model:of-tomorrow").build()))
                .isInstanceOf(ResourceNotFoundException.class)
                .hasMessageContaining("model:of-tomorrow");
    }

    @Test
    void aRateLimitIsThrottling() {
        upstreams.play("openai", Scenario.TEXT);
        try (BedrockRuntimeClient limited = signedBy(upstreams.limitedKey())) {
            ConverseRequest request = request("openai", QUESTION).build();
            limited.converse(request);

            ThrottlingException refused =
                    catchThrowableOfType(ThrottlingException.class, () -> limited.converse(request));

            assertThat(refused.isThrottlingException()).isTrue();
            assertThat(Integer.parseInt(refused.awsErrorDetails()
                            .sdkHttpResponse()
                            .firstMatchingHeader("retry-after")
                            .orElseThrow()))
                    .isBetween(1, 60);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void aRateLimitOfTheUpstreamIsOne(String upstream) {
        upstreams.refuse(upstream, 429);

        assertThatThrownBy(() -> client.converse(request(upstream, QUESTION).build()))
                .isInstanceOf(ThrottlingException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"openai", "anthropic", "gemini", "bedrock"})
    void anOverloadedUpstreamIsUnavailable(String upstream) {
        upstreams.refuse(upstream, upstream.equals("anthropic") ? 529 : 503);

        assertThatThrownBy(() -> client.converse(request(upstream, QUESTION).build()))
                .isInstanceOf(ServiceUnavailableException.class);
    }

    private static BedrockRuntimeClient signedBy(String key) {
        return signing(BedrockRuntimeClient.builder(), key).build();
    }

    private static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C> B signing(B builder, String key) {
        return common(builder)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create(key, "any secret")));
    }

    private static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C> B bearing(B builder, String key) {
        return common(builder)
                .tokenProvider(() -> new BearerToken(key))
                .authSchemeProvider(BedrockRuntimeAuthSchemeProvider.defaultProvider(List.of("httpBearerAuth")));
    }

    private static <B extends BedrockRuntimeBaseClientBuilder<B, C>, C> B common(B builder) {
        return builder.endpointOverride(upstreams.address())
                .region(Region.US_EAST_1)
                .overrideConfiguration(ClientOverrideConfiguration.builder()
                        .retryStrategy(AwsRetryStrategy.doNotRetry())
                        .apiCallTimeout(Duration.ofSeconds(20))
                        .build());
    }

    private record BearerToken(String token) implements SdkToken {
        @Override
        public Optional<Instant> expirationTime() {
            return Optional.empty();
        }
    }

    private static ConverseRequest.Builder request(String upstream, Message question) {
        return ConverseRequest.builder()
                .modelId(Upstreams.model(upstream))
                .system(SystemContentBlock.fromText(Words.SYSTEM))
                .inferenceConfig(
                        InferenceConfiguration.builder().maxTokens(4096).build())
                .messages(question);
    }

    private static Message says(ContentBlock... content) {
        return Message.builder().role(ConversationRole.USER).content(content).build();
    }

    private static Tool tool(String name, String schema) {
        return Tool.builder()
                .toolSpec(spec -> spec.name(name)
                        .description(Words.TOOL_DESCRIPTION)
                        .inputSchema(ToolInputSchema.fromJson(BedrockStream.document(Gateway.parse(schema)))))
                .build();
    }

    private static ToolConfiguration tools(Tool... tools) {
        return ToolConfiguration.builder().tools(tools).build();
    }

    /** The second turn: the message as it came, then the results of its calls. */
    private static ConverseRequest again(ConverseRequest first, Message called) {
        List<Message> messages = new ArrayList<>(first.messages());
        messages.add(called);
        messages.add(says(uses(called).stream()
                .map(use -> ContentBlock.fromToolResult(ToolResultBlock.builder()
                        .toolUseId(use.toolUseId())
                        .content(ToolResultContentBlock.fromText(Words.TOOL_RESULT))
                        .build()))
                .toArray(ContentBlock[]::new)));
        return first.toBuilder().messages(messages).build();
    }

    private static BedrockStream stream(ConverseRequest request) {
        BedrockStream heard = new BedrockStream();
        stream(request, heard);
        return heard;
    }

    private static void stream(ConverseRequest request, BedrockStream heard) {
        try {
            streaming.converseStream(streamed(request), handler(heard)).join();
        } catch (CompletionException failed) {
            throw failed.getCause() instanceof SdkException cause ? cause : failed;
        }
    }

    private static ConverseStreamRequest streamed(ConverseRequest request) {
        return ConverseStreamRequest.builder()
                .modelId(request.modelId())
                .system(request.system())
                .inferenceConfig(request.inferenceConfig())
                .messages(request.messages())
                .toolConfig(request.toolConfig())
                .additionalModelRequestFields(request.additionalModelRequestFields())
                .build();
    }

    private static ConverseStreamResponseHandler handler(BedrockStream heard) {
        return ConverseStreamResponseHandler.builder().subscriber(heard).build();
    }

    private static String text(Message message) {
        return message.content().stream()
                .map(ContentBlock::text)
                .filter(Objects::nonNull)
                .collect(Collectors.joining());
    }

    private static String thoughts(Message message) {
        return message.content().stream()
                .map(ContentBlock::reasoningContent)
                .filter(Objects::nonNull)
                .map(thought -> thought.reasoningText())
                .filter(Objects::nonNull)
                .map(words -> words.text())
                .collect(Collectors.joining());
    }

    private static List<ToolUseBlock> uses(Message message) {
        return message.content().stream()
                .map(ContentBlock::toolUse)
                .filter(Objects::nonNull)
                .toList();
    }

    private static JsonNode arguments(ToolUseBlock use) {
        return Gateway.JSON.valueToTree(use.input().unwrap());
    }
}
