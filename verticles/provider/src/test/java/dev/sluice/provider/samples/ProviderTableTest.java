package dev.sluice.provider.samples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.catalog.Provider;
import dev.sluice.model.catalog.Provider.Auth;
import dev.sluice.model.chat.Operation;
import dev.sluice.provider.preset.Presets;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The README's table of providers is made from the presets; {@code SLUICE_WRITE_TABLES=1} lets this test write it. */
class ProviderTableTest {
    private static final Path README = Path.of("../../README.md");
    private static final String BEGIN = "<!-- providers: made by ProviderTableTest -->\n";
    private static final String END = "<!-- end of providers -->\n";

    @Test
    void theTableInTheReadmeSaysWhatThePresetsSay() throws IOException {
        String readme = Files.readString(README);
        int from = readme.indexOf(BEGIN) + BEGIN.length();
        int to = readme.indexOf(END);
        assertThat(readme).contains(BEGIN, END);
        if ("1".equals(System.getenv("SLUICE_WRITE_TABLES"))) {
            Files.writeString(README, readme.substring(0, from) + table() + readme.substring(to));
        } else {
            assertThat(readme.substring(from, to))
                    .as("the README's table; SLUICE_WRITE_TABLES=1 writes it anew")
                    .isEqualTo(table());
        }
    }

    private static String table() {
        return "| provider | where | endpoints, by dialect | key | variables begin |\n|---|---|---|---|---|\n"
                + Presets.load(Path.of("../../conf/providers")).values().stream()
                        .map(ProviderTableTest::row)
                        .collect(Collectors.joining());
    }

    private static String row(Provider provider) {
        return provider.retired() == null
                ? "| `%s` | %s | %s | %s | %s |%n"
                        .formatted(
                                provider.name(),
                                Optional.ofNullable(provider.baseUrl()).orElse("named by the channel"),
                                endpoints(provider),
                                key(provider.auth()),
                                Optional.ofNullable(provider.environment())
                                        .map(prefix -> "`" + prefix + "_`")
                                        .orElse(""))
                : "| `%s` | retired: %s | | | |%n".formatted(provider.name(), provider.retired());
    }

    private static String endpoints(Provider provider) {
        return provider.endpoints().byDialect().entrySet().stream()
                .map(spoken -> spoken.getKey().id() + ": "
                        + spoken.getValue().paths().keySet().stream()
                                .sorted()
                                .map(Operation::id)
                                .collect(Collectors.joining(", ")))
                .collect(Collectors.joining("; "));
    }

    private static String key(Auth auth) {
        return switch (auth) {
            case BEARER -> "Bearer";
            case API_KEY_HEADER -> "`api-key`";
            case X_API_KEY -> "`x-api-key`";
            case X_GOOG_API_KEY -> "`x-goog-api-key`";
            case AWS_SIGV4 -> "AWS SigV4, or a Bedrock API key";
            case GOOGLE_SERVICE_ACCOUNT -> "JSON of a service account";
            case DEEPL_AUTH_KEY -> "`DeepL-Auth-Key`";
            case TENCENT_TC3 -> "Tencent Cloud TC3, `SecretId\\|SecretKey`";
            case BAIDU_TOKEN -> "token for `APIKey\\|SecretKey`";
            case IFLYTEK_HMAC -> "signature with `APPID\\|APISecret\\|APIKey`";
            case NONE -> "none";
        };
    }
}
