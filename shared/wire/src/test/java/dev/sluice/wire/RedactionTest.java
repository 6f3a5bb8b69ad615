package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedactionTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "key sk-proj-abcDEF123456 is wrong|key [secret] is wrong",
                "provided: test_ope*******_key.|provided: [secret].",
                "sent Bearer abcdef.ghijk=|sent [secret]",
                "AIzaSyD-1234567890abcdef|[secret]",
                "token 0123456789abcdef0123456789abcdef here|token [secret] here",
                "see https://platform.openai.com/account/api-keys.|see [address]",
                "connect to 10.0.0.3:8000 failed|connect to [address] failed",
                "connect to [fd00::1]:443 failed|connect to [address] failed",
                "upstream localhost:11434 died|upstream [address] died",
                "host vllm-0.models.svc:8000 gone|host [address] gone"
            })
    void addressesAndSecretsAreTakenOut(String words, String clean) {
        assertThat(Redaction.clean(words)).isEqualTo(clean);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "This model's maximum context length is 128000 tokens. However, you requested 130025 tokens.",
                "Invalid value for 'messages[3].content[0].type': use gpt-4.1-nano-2025-04-14 instead.",
                "Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead.",
                "Expected key-value pairs; got sk-ip.",
                "\u8bf7\u6c42\u53c2\u6570\u9519\u8bef"
            })
    void plainWordsStay(String words) {
        assertThat(Redaction.clean(words)).isEqualTo(words);
    }

    @Test
    void theResultIsShortAndOfOneLine() {
        assertThat(Redaction.clean("a ".repeat(5_000))).hasSize(2048);
        assertThat(Redaction.clean("a\u001b[31m\r\nb\u0085")).isEqualTo("a\\u001b[31m\\u000d\\u000ab\\u0085");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "a-", "1.", "sk-", "*", "a*", "x://", "[:", "1a", "eyJaaaaaaaa."})
    void noWordsTakeLong(String part) {
        String words = part.repeat(5_000);

        Assertions.assertThatCode(() -> {
                    long began = System.nanoTime();
                    Redaction.clean(words);
                    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(2));
                })
                .doesNotThrowAnyException();
    }
}
