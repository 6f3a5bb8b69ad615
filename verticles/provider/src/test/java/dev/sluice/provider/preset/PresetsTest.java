package dev.sluice.provider.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.catalog.BodyChange;
import dev.sluice.model.catalog.Endpoint;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.RawJson;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.dialects.Dialects;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class PresetsTest {
    private static final Path SHIPPED = Path.of("../../conf/providers");

    @Test
    void everyShippedPresetLoads() {
        Map<String, Provider> presets = Presets.load(SHIPPED);

        assertThat(presets)
                .containsKeys("anthropic", "azure-openai", "bedrock", "gemini", "openai", "openai-compatible");
        assertThat(presets.values())
                .allSatisfy(provider ->
                        assertThat(isOfUse(provider)).as(provider.name()).isTrue());
    }

    /** Whoever chats can do so with callers of every dialect. */
    private static boolean isOfUse(Provider provider) {
        Set<Operation> served = provider.endpoints().byDialect().values().stream()
                .flatMap(endpoint -> endpoint.paths().keySet().stream())
                .collect(Collectors.toSet());
        return served.contains(Operation.CHAT)
                ? Arrays.stream(Dialect.values())
                        .allMatch(caller -> provider.endpoints().serve(caller, Operation.CHAT))
                : !served.isEmpty() || provider.retired() != null;
    }

    @Test
    void noTwoPresetsShareAnEnvironmentPrefix() {
        assertThat(Presets.load(SHIPPED).values().stream()
                        .map(Provider::environment)
                        .filter(Objects::nonNull))
                .doesNotHaveDuplicates();
    }

    @Test
    void aRetiredProviderNamesOnlyWhatToUseInstead() {
        assertThat(Presets.read("old", "old.yaml", "retired: Use the new one.").retired())
                .isEqualTo("Use the new one.");
        assertThatThrownBy(() -> Presets.read("old", "old.yaml", "retired: Use it.\nbase-url: https://x.example"))
                .isInstanceOf(BadPreset.class)
                .hasMessageContaining("base-url: unknown key; known are retired");
    }

    @Test
    void whatTheBodyNeedsIsRead() {
        BodyChange change = Presets.read("x", "x.yaml", """
                dialects: { openai: { chat: /c } }
                body:
                  without: [ model ]
                  renamed: { dimensions: output_dimension }
                  defaults: { reasoning_split: true, version: v-1 }
                """).body();

        assertThat(change.without()).containsExactly("model");
        assertThat(change.renamed()).isEqualTo(Map.of("dimensions", "output_dimension"));
        assertThat(change.defaults())
                .isEqualTo(Map.of("reasoning_split", new RawJson("true"), "version", new RawJson("\"v-1\"")));
    }

    @Test
    void eachDialectOfAShippedPresetHasACodec() {
        for (Provider provider : Presets.load(SHIPPED).values()) {
            provider.endpoints().byDialect().forEach((dialect, endpoint) -> {
                DialectCodec codec = Dialects.codec(dialect);

                assertThat(codec.dialect()).isEqualTo(dialect);
                assertThat(codec.chat()).as(provider.name()).isNotNull();
            });
        }
    }

    @ParameterizedTest
    @EnumSource(Dialect.class)
    void theDialectsThatEmbedAreThoseWhoseCodecsCan(Dialect dialect) {
        assertThat(Dialects.codec(dialect).embeddings().isPresent()).isEqualTo(dialect.embeds());
    }

    @Test
    void vendorsThatSpeakSeveralDialectsSpeakThemInTheirOrder() {
        assertThat(shipped("openai").endpoints().byDialect().keySet())
                .containsExactly(Dialect.OPENAI, Dialect.RESPONSES);
        assertThat(shipped("deepseek").endpoints().byDialect().keySet())
                .containsExactly(Dialect.OPENAI, Dialect.RESPONSES, Dialect.ANTHROPIC);
        assertThat(shipped("anthropic").endpoints().byDialect().keySet()).containsExactly(Dialect.ANTHROPIC);
    }

    @Test
    void everyShippedPresetNamesTheVendorsDocumentationFirst() throws IOException {
        try (var files = Files.newDirectoryStream(SHIPPED, "*.yaml")) {
            for (Path file : files) {
                assertThat(Files.readAllLines(file).getFirst())
                        .as(file.toString())
                        .matches("# .+: https://.+");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "openai, OPENAI",
        "azure-openai, AZURE_OPENAI",
        "anthropic, ANTHROPIC",
        "gemini, GEMINI",
        "cohere, COHERE",
        "deepseek, DEEPSEEK",
        "groq, GROQ",
        "mistral, MISTRAL",
        "openrouter, OPENROUTER",
        "together, TOGETHER",
        "xai, XAI",
        "moonshot, MOONSHOT",
        "siliconflow, SILICONFLOW",
        "qwen, DASHSCOPE",
        "vllm, VLLM",
        "ollama, OLLAMA",
    })
    void eachVendorHasItsEnvironmentPrefix(String name, String prefix) {
        assertThat(shipped(name).environment()).isEqualTo(prefix);
    }

    @Test
    void whatIsOddAboutVendorsIsKnown() {
        assertThat(shipped("xai").quirks()).containsExactly(Quirk.REASONING_BESIDE_COMPLETION);
        assertThat(shipped("moonshot").quirks()).contains(Quirk.USAGE_IN_CHOICE);
        assertThat(shipped("mistral").quirks()).contains(Quirk.NO_STREAM_OPTIONS);
        assertThat(shipped("azure-openai").auth()).isEqualTo(Auth.API_KEY_HEADER);
        assertThat(shipped("anthropic").auth()).isEqualTo(Auth.X_API_KEY);
        assertThat(shipped("anthropic").headers()).isEqualTo(Map.of("anthropic-version", "2023-06-01"));
        assertThat(shipped("gemini").auth()).isEqualTo(Auth.X_GOOG_API_KEY);
        assertThat(shipped("bedrock").auth()).isEqualTo(Auth.AWS_SIGV4);
    }

    @Test
    void hostsOfManyVendorsModelsClaimNone() {
        assertThat(shipped("openrouter").claims()).isEmpty();
        assertThat(shipped("together").claims()).isEmpty();
        assertThat(shipped("openai").claims()).contains("gpt-*", "text-embedding-*");
    }

    @Test
    void allKeysAreRead() {
        Provider provider = Presets.read("x", "x.yaml", """
                base-url: https://{region}.x.example/v1
                dialects:
                  gemini:
                    chat: "/c/{model}"
                    chat-stream: "/c/{model}/s?alt=sse"
                    embeddings: /e?version={version}
                  openai: { chat: "/p/{region}", completions: /p }
                models: /m?limit=9
                headers: { x-version: "7 b" }
                stream-headers: { x-version: "", x-mode: sse }
                auth: none
                quirks: [ no-done, no-stream-options ]
                environment: EX
                claims: [ "x-*" ]
                parameters: { region: eu, version: "" }
                """);

        assertThat(provider.name()).isEqualTo("x");
        assertThat(provider.baseUrl()).isEqualTo("https://{region}.x.example/v1");
        assertThat(provider.endpoints().byDialect())
                .containsExactly(
                        Map.entry(
                                Dialect.GEMINI,
                                new Endpoint(
                                        Map.of(
                                                Operation.CHAT,
                                                "/c/{model}",
                                                Operation.EMBEDDING,
                                                "/e?version={version}"),
                                        Map.of(Operation.CHAT, "/c/{model}/s?alt=sse"))),
                        Map.entry(
                                Dialect.OPENAI,
                                new Endpoint(Map.of(Operation.CHAT, "/p/{region}", Operation.COMPLETION, "/p"))));
        assertThat(provider.modelsPath()).isEqualTo("/m?limit=9");
        assertThat(provider.headers()).isEqualTo(Map.of("x-version", "7 b"));
        assertThat(provider.streamHeaders()).isEqualTo(Map.of("x-version", "", "x-mode", "sse"));
        assertThat(provider.auth()).isEqualTo(Auth.NONE);
        assertThat(provider.quirks()).containsExactlyInAnyOrder(Quirk.NO_DONE, Quirk.NO_STREAM_OPTIONS);
        assertThat(provider.environment()).isEqualTo("EX");
        assertThat(provider.claims()).containsExactly("x-*");
        assertThat(provider.parameters()).isEqualTo(Map.of("region", "eu", "version", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dialects: {openai: {chat: /c}}; colour: red            | colour: unknown key
            dialect: openai; paths: {chat: /c}                     | dialect: unknown key; known are adapter, auth, balance, base-url
            dialects: {openai: {chat: /c, embed: /e}}              | dialects.openai.embed: unknown key; known are chat, chat-stream
            dialects: {openai: {}}                                 | dialects.openai: expected a path for at least one of chat
            dialects: {openai: {chat: c}}                          | dialects.openai.chat: 'c'; expected a path that begins with /
            dialects: {openai: {chat: "/c?x=1?y"}}                 | dialects.openai.chat
            dialects: {openai: {chat: "/c#x"}}                     | dialects.openai.chat
            dialects: {openai: {chat: "/c/{region}"}}              | dialects.openai.chat: {region} is not among the parameters
            dialects: {openai: {chat-stream: /s, completions: /c}} | dialects.openai.chat-stream: expected a path for chat too
            dialects: {gemini: {embeddings-single: /e}}            | dialects.gemini.embeddings-single: unknown key; known are chat
            dialects: {openai: {chat: /c}}; models: "/{model}"     | models: {model} is not among the parameters
            dialects: {openai: {chat: /c}}; base-url: "http://{x}" | base-url: {x} is not among the parameters
            dialects: {klingon: {chat: /c}}                        | dialects: 'klingon'; expected some of openai
            models: /c                                             | dialects: missing; expected some of openai
            dialects: {openai: {chat: /c}}; auth: basic            | auth: 'basic'; expected one of bearer, api-key-header, x-api-key
            dialects: {openai: {chat: /c}}; auth: aws-sigv4        | auth: 'aws-sigv4' needs a parameter 'region'
            dialects: {openai: {chat: /c}}; auth: tencent-tc3      | auth: 'tencent-tc3' needs a parameter 'service'
            dialects: {openai: {chat: "/c?t={token}"}}             | dialects.openai.chat: {token} is not among the parameters
            dialects: {openai: {chat: /c}}; adapter: odd           | adapter: 'odd'; expected one of ollama, dashscope
            dialects: {gemini: {chat: /c}}; adapter: ollama        | adapter: expected openai as the only dialect
            dialects: {openai: {completions: /c}}; adapter: baidu  | adapter: expected openai as the only dialect
            dialects: {openai: {chat: /c}}; body: {parameters: {a: b}} | body.parameters.a: 'b' is not among the parameters
            dialects: {openai: {chat: /c}}; balance: {path: /b}    | balance.amount: missing
            dialects: {openai: {chat: /c}}; balance: {amount: /b}  | balance: expected either path or root-path
            dialects: {openai: {chat: /c}}; balance: {path: /b, amount: b, unit: USD} | balance.amount: 'b'; expected a JSON pointer
            dialects: {openai: {chat: /c}}; quirks: [odd]          | quirks: 'odd'; expected some of
            dialects: {openai: {chat: /c}}; claims: gpt-*          | claims: expected a list of texts
            dialects: {openai: {chat: /c}}; claims: [1]            | claims: expected a list of texts
            dialects: {openai: {chat: /c}}; headers: {v: 1}        | headers.v: expected a text
            dialects: {openai: {chat: /c}}; headers: {V: a}        | headers.V: expected a name in lower case
            dialects: {openai: {chat: /c}}; headers: {v: ""}       | headers.v: expected a name in lower case and a value
            dialects: {openai: {chat: /c}}; stream-headers: {v: "a "} | stream-headers.v: expected a name
            dialects: {openai: {chat: /c}}; base-url: 7            | base-url: expected a text
            dialects: {openai: {chat: 7}}                          | dialects.openai.chat: expected a text
            dialects: {openai: /c}                                 | dialects.openai: expected keys and texts
            dialects: [openai]                                     | dialects: expected keys and values
            auth: none; auth: none; dialects: {openai: {chat: /c}} | is not valid YAML
            just a text                                         | expected keys and values
            """)
    void aPresetThatMakesNoSenseIsRefusedByFileAndKey(String yaml, String complaint) {
        String lines = yaml.replace("; ", "\n");

        assertThatThrownBy(() -> Presets.read("x", "conf/providers/x.yaml", lines))
                .isInstanceOf(BadPreset.class)
                .hasMessageStartingWith("conf/providers/x.yaml: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void filesWithOtherEndingsAreLeftAlone(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("mine.yaml"), "dialects: { openai: { chat: /c } }\n");
        Files.writeString(folder.resolve("README.md"), "not YAML");

        assertThat(Presets.load(folder)).containsOnlyKeys("mine");
    }

    @Test
    void aFolderThatIsNotThereIsNamed(@TempDir Path folder) {
        Path missing = folder.resolve("nowhere");

        assertThatThrownBy(() -> Presets.load(missing))
                .isInstanceOf(BadPreset.class)
                .hasMessageContaining("nowhere");
    }

    private static Provider shipped(String name) {
        return Objects.requireNonNull(Presets.load(SHIPPED).get(name));
    }
}
