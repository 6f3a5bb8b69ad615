package dev.sluice.provider.preset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Operation;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PresetsTest {
    private static final Path SHIPPED = Path.of("../../conf/providers");

    @Test
    void everyShippedPresetLoads() {
        Map<String, Provider> presets = Presets.load(SHIPPED);

        assertThat(presets)
                .containsOnlyKeys(
                        "azure-openai",
                        "deepseek",
                        "groq",
                        "mistral",
                        "moonshot",
                        "ollama",
                        "openai",
                        "openai-compatible",
                        "openrouter",
                        "qwen",
                        "siliconflow",
                        "together",
                        "vllm",
                        "xai");
        assertThat(presets.values())
                .allSatisfy(p -> assertThat(p.paths()).containsKey(Operation.CHAT))
                .allSatisfy(p -> assertThat(p.dialect()).isEqualTo(Dialect.OPENAI));
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
        assertThat(shipped("moonshot").quirks()).containsExactly(Quirk.USAGE_IN_CHOICE);
        assertThat(shipped("mistral").quirks()).containsExactly(Quirk.NO_STREAM_OPTIONS);
        assertThat(shipped("azure-openai").auth()).isEqualTo(Auth.API_KEY_HEADER);
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
                dialect: openai
                base-url: https://x.example/v1
                paths: { chat: "/c/{model}", completions: "/p/{region}", models: /m }
                query: { version: "{version}" }
                auth: none
                quirks: [ no-done, no-stream-options ]
                environment: EX
                claims: [ "x-*" ]
                parameters: { region: eu, version: "" }
                """);

        assertThat(provider.name()).isEqualTo("x");
        assertThat(provider.baseUrl()).isEqualTo("https://x.example/v1");
        assertThat(provider.paths())
                .isEqualTo(Map.of(Operation.CHAT, "/c/{model}", Operation.COMPLETION, "/p/{region}"));
        assertThat(provider.modelsPath()).isEqualTo("/m");
        assertThat(provider.query()).isEqualTo(Map.of("version", "{version}"));
        assertThat(provider.auth()).isEqualTo(Auth.NONE);
        assertThat(provider.quirks()).containsExactlyInAnyOrder(Quirk.NO_DONE, Quirk.NO_STREAM_OPTIONS);
        assertThat(provider.environment()).isEqualTo("EX");
        assertThat(provider.claims()).containsExactly("x-*");
        assertThat(provider.parameters()).isEqualTo(Map.of("region", "eu", "version", ""));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            dialect: openai; paths: {chat: /c}; colour: red     | colour: unknown key
            dialect: openai; paths: {chat: /c, embed: /e}       | paths.embed: unknown key
            dialect: openai; paths: {models: /m}                | paths: expected a path for at least one of
            dialect: openai; paths: {chat: c}                   | paths.chat: 'c'; expected a path that begins with /
            dialect: openai; paths: {chat: "/c?x=1"}            | paths.chat
            dialect: openai; paths: {chat: "/c/{region}"}       | {region} is not among the parameters
            dialect: openai; paths: {models: "/{model}", chat: /c} | {model} is not among the parameters
            dialect: klingon; paths: {chat: /c}                 | dialect: 'klingon'; expected one of openai
            paths: {chat: /c}                                   | dialect: missing
            dialect: openai; paths: {chat: /c}; auth: basic     | auth: 'basic'; expected one of bearer, api-key-header, none
            dialect: openai; paths: {chat: /c}; quirks: [odd]   | quirks: 'odd'; expected some of
            dialect: openai; paths: {chat: /c}; claims: gpt-*   | claims: expected a list of texts
            dialect: openai; paths: {chat: /c}; claims: [1]     | claims: expected a list of texts
            dialect: openai; paths: {chat: /c}; query: {v: 1}   | query.v: expected a text
            dialect: openai; paths: {chat: /c}; base-url: 7     | base-url: expected a text
            dialect: openai; paths: [chat]                      | paths: expected keys and texts
            dialect: openai; dialect: openai; paths: {chat: /c} | is not valid YAML
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
        Files.writeString(folder.resolve("mine.yaml"), "dialect: openai\npaths: { chat: /c }\n");
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
