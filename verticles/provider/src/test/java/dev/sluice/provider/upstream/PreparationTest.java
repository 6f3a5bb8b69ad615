package dev.sluice.provider.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.Samples;
import dev.sluice.provider.preset.Presets;
import dev.sluice.provider.upstream.Target.Unusable;
import dev.sluice.store.Secret;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.http.HttpMethod;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PreparationTest {
    private static final Map<String, Provider> PRESETS = Presets.load(Path.of("../../conf/providers"));
    private static final Secret KEY = new Secret("sk-secret");

    private final Preparation preparation = new Preparation(PRESETS, Dialects::codec);

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
        HttpCall call = remote(Samples.channel(provider, baseUrl)).prepare(Samples.chat(true), "m-1");

        assertThat(call.method()).isEqualTo(HttpMethod.POST);
        assertThat((call.origin().ssl() ? "https://" : "http://")
                        + call.origin().host() + ":" + call.origin().port() + call.uri())
                .isEqualTo(url);
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

        assertThat(remote.uris().get(Operation.COMPLETION)).isEqualTo(completions);
        assertThat(remote.prepareListing().map(HttpCall::uri)).isEqualTo(Optional.ofNullable(models));
    }

    @Test
    void theBodyNamesTheUpstreamsModelAndAsksForUsage() {
        HttpCall call = remote(Samples.channel("openai", null)).prepare(Samples.chat(true), "gpt-upstream");

        assertThat(call.body().utf8()).contains("\"gpt-upstream\"").contains("include_usage");
        assertThat(remote(Samples.channel("mistral", null))
                        .prepare(Samples.chat(true), "m")
                        .body()
                        .utf8())
                .doesNotContain("stream_options");
    }

    @Test
    void headersCarryTheKeyAndAskForNoCompression() {
        HttpCall stream = remote(Samples.channel("openai", null)).prepare(Samples.chat(true), "m");
        HttpCall whole = remote(Samples.channel("openai", null)).prepare(Samples.chat(false), "m");
        HttpCall azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"))
                .prepare(Samples.chat(true), "m");

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

        assertThat(((Remote) target).prepare(Samples.chat(true), "m").headers().contains("Authorization"))
                .isFalse();
    }

    @Test
    void nothingThatIsPrintedShowsTheKey() {
        Remote remote = remote(Samples.channel("openai", null));

        assertThat(remote.toString()).doesNotContain("sk-secret");
        assertThat(remote.prepare(Samples.chat(true), "m").toString()).doesNotContain("sk-secret");
    }

    @Test
    void aModelInThePathIsEncoded() {
        Remote azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"));

        assertThat(azure.prepare(Samples.chat(true), "a/b?c#d é").uri())
                .startsWith("/openai/deployments/a%2Fb%3Fc%23d%20%C3%A9/chat/completions?");
    }

    @ParameterizedTest
    @CsvSource({".", ".."})
    void aModelThatWouldChangeThePathIsUnknown(String model) {
        Remote azure = remote(Samples.channel("azure-openai", "https://r.openai.azure.com"));

        assertThatThrownBy(() -> azure.prepare(Samples.chat(true), model))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(Kind.MODEL_NOT_FOUND));
    }

    @Test
    void aChannelsParameterGoesBeforeThePresets() {
        Channel channel = Samples.channel(
                "azure-openai", "https://r.openai.azure.com", Map.of("api-version", "2025-01-01&x=y", "other", "z"));

        assertThat(remote(channel).prepare(Samples.chat(true), "m").uri()).endsWith("?api-version=2025-01-01%26x%3Dy");
    }

    @Test
    void anOperationWithoutAPathIsRefused() {
        Remote mistral = remote(Samples.channel("mistral", null));

        assertThatThrownBy(() -> mistral.prepare(Samples.completion(), "m"))
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        e -> assertThat(e.error().kind()).isEqualTo(Kind.MODEL_NOT_FOUND));
    }

    @ParameterizedTest
    @CsvSource(nullValues = "-", textBlock = """
            nobody,            -,                    there is no provider 'nobody'
            openai-compatible, -,                    neither channel nor provider names a base URL
            openai,            gopher://api.example, the base URL begins with neither
            openai,            https://a:b@c,        the base URL holds a user name
            """)
    void aChannelThatMakesNoSenseIsUnusable(String provider, @Nullable String url, String reason) {
        Target target = preparation.prepare(Samples.channel(provider, url), KEY);

        assertThat(target)
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.reason()).startsWith(reason))
                .satisfies(u -> assertThat(u.verdict()).isEqualTo(Verdict.UNREACHABLE));
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
                "dialect: openai\nbase-url: https://a.example\npaths: { chat: '/{region}/c' }\nparameters: { region: '' }");
        Preparation strictly = new Preparation(Map.of("strict", strict), Dialects::codec);

        assertThat(strictly.prepare(Samples.channel("strict", null), KEY))
                .asInstanceOf(type(Unusable.class))
                .satisfies(u -> assertThat(u.reason()).contains("'region'"));
        assertThat(strictly.prepare(Samples.channel("strict", null, Map.of("region", "eu")), KEY))
                .asInstanceOf(type(Remote.class))
                .satisfies(r -> assertThat(r.uris()).containsEntry(Operation.CHAT, "/eu/c"));
    }

    private Remote remote(Channel channel) {
        return (Remote) preparation.prepare(channel, KEY);
    }
}
