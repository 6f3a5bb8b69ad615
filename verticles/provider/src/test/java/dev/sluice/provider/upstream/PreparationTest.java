package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.model.call.Call;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.Samples;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.upstream.Target.Unusable;
import dev.sluice.store.Secret;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
    private static final Map<String, Provider> PRESETS = Presets.load(Path.of("../../conf/providers"));
    private static final Secret KEY = new Secret("sk-secret");

    private final Preparation preparation = new Preparation(PRESETS, Dialects::codec, PreparationTest::signing);

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            openai,            -,                            https://api.openai.com:443/v1/chat/completions
            azure-openai,      https://r.openai.azure.com,   https://r.openai.azure.com:443/openai/deployments/m-1/chat/completions?api-version=2024-10-21
            deepseek,          -,                            https://api.deepseek.com:443/chat/completions
            groq,              -,                            https://api.groq.com:443/openai/v1/chat/completions
            mistral,           -,                            https://api.mistral.ai:443/v1/chat/completions
            openrouter,        -,                            https://openrouter.ai:443/api/v1/chat/completions
            together,          -,                            https://api.together.xyz:443/v1/chat/completions
            xai,               -,                            https://api.x.ai:443/v1/chat/completions
            moonshot,          -,                            https://api.moonshot.ai:443/v1/chat/completions
            siliconflow,       -,                            https://api.siliconflow.cn:443/v1/chat/completions
            qwen,              -,                            https://dashscope.aliyuncs.com:443/compatible-mode/v1/chat/completions
            vllm,              -,                            http://localhost:8000/v1/chat/completions
            ollama,            -,                            http://localhost:11434/v1/chat/completions
            openai-compatible, http://10.0.0.5:9000/base/v1, http://10.0.0.5:9000/base/v1/chat/completions
            """)
    void aChatGoesToTheVendorsUrl(String provider, @Nullable String baseUrl, String url) {
        HttpCall call = remote(Samples.channel(provider, baseUrl))
                .errand(Samples.chat(true), "m-1")
                .orElseThrow()
                .prepare();

        assertThat(call.method()).isEqualTo(HttpMethod.POST);
        assertThat((call.origin().ssl() ? "https://" : "http://")
                        + call.origin().host() + ":" + call.origin().port() + call.uri())
                .isEqualTo(url);
    }

    @Test
    void aCallIsPrintedWithoutItsQueryWhichMayHoldASecret() {
        TokenExchange exchange =
                TokenExchange.ofBaidu("id|very-secret", new Way(new Origin("aip.example", 443, true), false, null));

        assertThat(exchange.call().toString())
                .contains("POST /oauth/2.0/token")
                .doesNotContain("very-secret", "client_secret");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "EMBEDDING    | {'content':{'parts':[{'text':'%s'}]}}    | true",
                "COUNT_TOKENS | {'contents':[{'parts':[{'text':'%s'}]}]} | true",
                "CHAT         | {'contents':[{'parts':[{'text':'%s'}]}]} | false"
            })
    void whatIsRebuiltEvenInOneDialectIsHeavyIfItIsLarge(Operation operation, String json, boolean heavy) {
        Remote remote = remote(Samples.channel("gemini", null));
        String written = json.replace('\'', '"');
        Call large = Samples.call(Dialect.GEMINI, operation, false, written.formatted("x".repeat(128 * 1024)));
        Call small = Samples.call(Dialect.GEMINI, operation, false, written.formatted("x"));

        assertThat(remote.errand(large, "m").orElseThrow().isHeavy()).isEqualTo(heavy);
        assertThat(remote.errand(small, "m").orElseThrow().isHeavy()).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"200, 10, true", "200, 200000, true", "1, 200000, true", "1, 10, false"})
    void ranksAreHeavyToWriteIfTheirRequestIsLarge(int kilobytes, long answer, boolean heavy) {
        String json = "{\"model\":\"m\",\"query\":\"q\",\"documents\":[\"" + "x".repeat(kilobytes * 1_000) + "\"]}";
        Call call = Samples.call(Dialect.COHERE, Operation.RERANK, false, json);

        assertThat(remote(Samples.channel("jina", null))
                        .errand(call, "m")
                        .orElseThrow()
                        .isHeavy(answer))
                .isEqualTo(heavy);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            openai,       /v1/completions,                /v1/models
            deepseek,     /beta/completions,              /models
            mistral,      -,                              /v1/models
            qwen,         -,                              -
            ollama,       /v1/completions,                /v1/models
            openrouter,   /api/v1/completions,            /api/v1/models
            """)
    void completionsAndTheListOfModelsHavePathsWhereTheVendorHasThem(
            String provider, @Nullable String completions, @Nullable String models) {
        Remote remote = remote(Samples.channel(provider, null));

        assertThat(path(remote, Operation.COMPLETION)).isEqualTo(completions);
        assertThat(remote.prepareListing().map(HttpCall::uri)).isEqualTo(Optional.ofNullable(models));
    }

    @Test
    void theBodyNamesTheUpstreamsModelAndAsksForUsage() {
        HttpCall call = remote(Samples.channel("openai", null))
                .errand(Samples.chat(true), "gpt-upstream")
                .orElseThrow()
                .prepare();

        assertThat(call.body().utf8()).contains("\"gpt-upstream\"").contains("include_usage");
        assertThat(remote(Samples.channel("mistral", null))
                        .errand(Samples.chat(true), "m")
                        .orElseThrow()
                        .prepare()
                        .body()
                        .utf8())
                .doesNotContain("stream_options");
    }

    @Test
    void headersCarryTheKeyAndAskForNoCompression() {
        HttpCall stream = remote(Samples.channel("openai", null))
                .errand(Samples.chat(true), "m")
                .orElseThrow()
                .prepare();
        HttpCall whole = remote(Samples.channel("openai", null))
                .errand(Samples.chat(false), "m")
                .orElseThrow()
                .prepare();
        HttpCall azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"))
                .errand(Samples.chat(true), "m")
                .orElseThrow()
                .prepare();

        assertThat(stream.headers().get("Authorization")).isEqualTo("Bearer sk-secret");
        assertThat(stream.headers().get("Content-Type")).isEqualTo("application/json");
        assertThat(stream.headers().get("Accept")).isEqualTo("text/event-stream");
        assertThat(whole.headers().get("Accept")).isEqualTo("application/json");
        assertThat(stream.headers().get("Accept-Encoding")).isEqualTo("identity");
        assertThat(azure.headers().get("api-key")).isEqualTo("sk-secret");
        assertThat(azure.headers().contains("Authorization")).isFalse();
    }

    @Test
    void withoutASecretNoKeyIsSent() {
        Target target = preparation.prepare(Samples.channel("ollama", null), null);

        assertThat(((Remote) target)
                        .errand(Samples.chat(true), "m")
                        .orElseThrow()
                        .prepare()
                        .headers()
                        .contains("Authorization"))
                .isFalse();
    }

    @Test
    void nothingThatIsPrintedShowsTheKey() {
        Remote remote = remote(Samples.channel("openai", null));

        assertThat(remote.toString()).doesNotContain("sk-secret");
        assertThat(remote.errand(Samples.chat(true), "m")
                        .orElseThrow()
                        .prepare()
                        .toString())
                .doesNotContain("sk-secret");
    }

    @Test
    void aModelInThePathIsEncoded() {
        Remote azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"));

        assertThat(azure.errand(Samples.chat(true), "a/b?c#d é")
                        .orElseThrow()
                        .prepare()
                        .uri())
                .startsWith("/openai/deployments/a%2Fb%3Fc%23d%20%C3%A9/chat/completions?");
    }

    @ParameterizedTest
    @CsvSource({".", ".."})
    void aModelThatWouldChangeThePathIsUnknown(String model) {
        Remote azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"));

        assertThatThrownBy(() ->
                        azure.errand(Samples.chat(true), model).orElseThrow().prepare())
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(Kind.MODEL_NOT_FOUND));
    }

    @Test
    void aChannelsParameterGoesBeforeThePresets() {
        Channel channel = Samples.channel(
                "azure-openai", "https://r.openai.azure.com", Map.of("api-version", "2025-01-01&x=y", "other", "z"));

        assertThat(remote(channel)
                        .errand(Samples.chat(true), "m")
                        .orElseThrow()
                        .prepare()
                        .uri())
                .endsWith("?api-version=2025-01-01%26x%3Dy");
    }

    @Test
    void anOperationWithoutAPathIsNotServed() {
        Remote mistral = remote(Samples.channel("mistral", null));

        assertThat(mistral.errand(Samples.completion(), "m")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            anthropic, -,                              https://api.anthropic.com:443/v1/messages
            anthropic, https://proxy.example/v1,       https://proxy.example:443/v1/messages
            anthropic, https://proxy.example/a,        https://proxy.example:443/a/v1/messages
            gemini,    -,                              https://generativelanguage.googleapis.com:443/v1beta/models/m%3A1:streamGenerateContent?alt=sse
            gemini,    https://proxy.example/v1beta/,  https://proxy.example:443/v1beta/models/m%3A1:streamGenerateContent?alt=sse
            cohere,    -,                              https://api.cohere.com:443/v2/chat
            bedrock,   -,                              https://bedrock-runtime.eu-west-1.amazonaws.com:443/model/m%3A1/converse-stream
            """)
    void eachDialectIsAskedWhereItIsSpoken(String provider, @Nullable String baseUrl, String url) {
        Map<String, String> parameters = provider.equals("bedrock") ? Map.of("region", "eu-west-1") : Map.of();
        Remote remote = remote(Samples.channel(provider, baseUrl, parameters));
        Dialect dialect = remote.endpoints().byDialect().keySet().iterator().next();

        HttpCall call =
                remote.errand(Samples.chat(dialect, true), "m:1").orElseThrow().prepare();

        assertThat("https://" + call.origin().host() + ":" + call.origin().port() + call.uri())
                .isEqualTo(url);
    }

    @Test
    void whoDoesNotSayTheRegionCannotUseBedrock() {
        assertThat(preparation.prepare(Samples.channel("bedrock", null), KEY))
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.reason()).contains("'region'"));
    }

    @Test
    void aRegionCannotLeadToAnotherHost() {
        Target target =
                preparation.prepare(Samples.channel("bedrock", null, Map.of("region", "x.evil.example/?")), KEY);

        assertThat(target).isInstanceOf(Unusable.class);
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            openai,    Authorization,   Bearer sk-secret, -
            anthropic, x-api-key,       sk-secret,        2023-06-01
            gemini,    x-goog-api-key,  sk-secret,        -
            """)
    void listingsCarryTheKeyAsTheVendorWantsIt(String provider, String header, String value, @Nullable String version) {
        HttpCall listing =
                remote(Samples.channel(provider, null)).prepareListing().orElseThrow();

        assertThat(listing.method()).isEqualTo(HttpMethod.GET);
        assertThat(listing.headers().get(header)).isEqualTo(value);
        assertThat(listing.headers().get("anthropic-version")).isEqualTo(version);
        assertThat(listing.headers().get("Accept")).isEqualTo("application/json");
    }

    @Test
    void whatAwsIsAskedIsSigned() {
        Remote bedrock = remote(Samples.channel("bedrock", null, Map.of("region", "eu-west-1")));

        HttpCall call = bedrock.errand(Samples.chat(Dialect.BEDROCK, true), "m")
                .orElseThrow()
                .prepare();

        assertThat(call.headers().get("authorization"))
                .isEqualTo("signed sk-secret eu-west-1 /model/m/converse-stream");
        assertThat(call.headers().get("accept")).isEqualTo("application/vnd.amazon.eventstream");
    }

    @Test
    void theCallersHeadersGoAlongInItsOwnDialectOnly() {
        Map<String, String> own = Map.of(
                "anthropic-version", "2099-01-01", "anthropic-beta", "b-1", "x-api-key", "theirs", "host", "evil");
        Call call = Samples.with(Samples.chat(Dialect.ANTHROPIC, true), own);

        HttpCall same = remote(Samples.channel("anthropic", null))
                .errand(call, "m")
                .orElseThrow()
                .prepare();
        HttpCall other = remote(Samples.channel("openai", null))
                .errand(call, "m")
                .orElseThrow()
                .prepare();

        assertThat(same.headers().get("anthropic-version")).isEqualTo("2099-01-01");
        assertThat(same.headers().get("anthropic-beta")).isEqualTo("b-1");
        assertThat(same.headers().get("x-api-key")).isEqualTo("sk-secret");
        assertThat(same.headers().contains("host")).isFalse();
        assertThat(other.headers().contains("anthropic-beta")).isFalse();
        assertThat(remote(Samples.channel("anthropic", null))
                        .errand(Samples.chat(Dialect.ANTHROPIC, true), "m")
                        .orElseThrow()
                        .prepare()
                        .headers()
                        .get("anthropic-version"))
                .isEqualTo("2023-06-01");
    }

    @Test
    void aCallInTheUpstreamsDialectKeepsItsBytesAndAnotherOneIsTranslated() {
        Remote deepseek = remote(Samples.channel("deepseek", null));
        Call call = Samples.chat(Dialect.ANTHROPIC, true);

        Errand same = deepseek.errand(call, "m").orElseThrow();
        Errand other = remote(Samples.channel("groq", null)).errand(call, "m").orElseThrow();

        assertThat(same.dialect()).isEqualTo(Dialect.ANTHROPIC);
        assertThat(same.prepare().uri()).isEqualTo("/anthropic/v1/messages");
        assertThat(same.prepare().body()).isEqualTo(call.body());
        assertThat(other.dialect()).isEqualTo(Dialect.OPENAI);
        assertThat(other.prepare().uri()).isEqualTo("/openai/v1/chat/completions");
        assertThat(other.prepare().body().utf8())
                .contains("Hello, who are you?")
                .contains("\"m\"");
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            nobody,            -,                    there is no provider 'nobody'
            openai-compatible, -,                    neither channel nor provider names a base URL
            openai,            gopher://api.example, the base URL begins with neither
            openai,            https://a:b@c,        the base URL holds a user name
            openai,            wss://api.example,    the base URL begins with neither https
            spark-websocket,   https://api.example,  the base URL begins with neither wss
            """)
    void aChannelThatMakesNoSenseIsUnusable(String provider, @Nullable String url, String reason) {
        Target target = preparation.prepare(Samples.channel(provider, url), KEY);

        assertThat(target)
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.reason()).startsWith(reason))
                .satisfies(u -> assertThat(u.verdict()).isEqualTo(Verdict.UNREACHABLE));
    }

    @ParameterizedTest
    @CsvSource({
        "lite, /v1.1/chat",
        "generalv3, /v3.1/chat",
        "pro-128k, /chat/pro-128k",
        "generalv3.5, /v3.5/chat",
        "max-32k, /chat/max-32k",
        "4.0Ultra, /v4.0/chat",
        "x1, /v1.1/chat"
    })
    void aModelMayHaveAPathOfItsOwn(String model, String path) {
        Errand errand = remote(Samples.channel("spark-websocket", "WSS://api.example/base/"))
                .errand(Samples.chat(true), model)
                .orElseThrow();

        HttpCall call = errand.prepare();

        assertThat(errand.isOverWebSocket()).isTrue();
        assertThat(call.method()).isEqualTo(HttpMethod.GET);
        assertThat(call.uri()).isEqualTo("/base" + path);
        assertThat(call.origin()).isEqualTo(new Origin("api.example", 443, true));
    }

    @ParameterizedTest
    @CsvSource({"'sk-a\r\nHost: evil'", "'sk a'", "'sk-ü'"})
    void aSecretThatNoHeaderCanCarryIsUnusable(String secret) {
        Target target = preparation.prepare(Samples.channel("openai", null), new Secret(secret));

        assertThat(target)
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.verdict()).isEqualTo(Verdict.KEY_REFUSED))
                .satisfies(u -> assertThat(u.reason()).doesNotContain(secret));
    }

    @Test
    void aRequiredParameterThatIsMissingIsNamed() {
        Provider strict = Presets.read(
                "strict",
                "strict.yaml",
                "dialects: { openai: { chat: '/{region}/c' } }\nbase-url: https://a.example\nparameters: { region: '' }");
        Preparation strictly = new Preparation(Map.of("strict", strict), Dialects::codec, PreparationTest::signing);

        assertThat(strictly.prepare(Samples.channel("strict", null), KEY))
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.reason()).contains("'region'"));
        assertThat(strictly.prepare(Samples.channel("strict", null, Map.of("region", "eu")), KEY))
                .asInstanceOf(type(Remote.class))
                .satisfies(r -> assertThat(path(r, Operation.CHAT)).isEqualTo("/eu/c"));
    }

    private static @Nullable String path(Remote remote, Operation operation) {
        return Objects.requireNonNull(remote.endpoints().byDialect().get(Dialect.OPENAI))
                .path(operation, false)
                .orElse(null);
    }

    private static Optional<Signing> signing(Auth auth, String secret, Map<String, String> parameters) {
        return auth == Auth.AWS_SIGV4
                ? Optional.of(call -> call.with(Map.of(
                        "authorization", "signed " + secret + " " + parameters.get("region") + " " + call.uri())))
                : Optional.empty();
    }

    private Remote remote(Channel channel) {
        return (Remote) preparation.prepare(channel, KEY);
    }
}
