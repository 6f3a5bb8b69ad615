package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayException;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import dev.sluice.model.chat.Span;
import dev.sluice.wire.Asked;
import dev.sluice.wire.JsonLimits;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenAiRequestReaderTest {
    private static final String MESSAGES = "\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]";

    @Test
    void aPlainChatIsReadWithItsDefaults() {
        Outline outline = chat("{\"model\":\"gpt\"," + MESSAGES + "}");

        assertThat(outline.model()).isEqualTo("gpt");
        assertThat(outline.stream()).isFalse();
        assertThat(outline.includeUsage()).isFalse();
        assertThat(outline.choices()).isEqualTo(1);
        assertThat(outline.maxOutputTokens()).isNull();
        assertThat(outline.promptBytes()).isEqualTo("userhi".length());
        assertThat(outline.images()).isZero();
        assertThat(outline.tools()).isFalse();
        assertThat(outline.streamOptionsSpan()).isNull();
    }

    @Test
    void everyFieldThatMattersIsRead() {
        Outline outline =
                chat("{\"n\":3,\"stream\":true,\"stream_options\":{\"x\":{},\"include_usage\":true},\"max_tokens\":10,"
                        + "\"max_completion_tokens\":20,\"tools\":[{\"type\":\"function\"}],\"model\":\"gpt\","
                        + MESSAGES + "}");

        assertThat(outline.choices()).isEqualTo(3);
        assertThat(outline.stream()).isTrue();
        assertThat(outline.includeUsage()).isTrue();
        assertThat(outline.maxOutputTokens()).isEqualTo(20);
        assertThat(outline.tools()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"priority,priority", "FLEX,flex", "auto,", "default,", "standard_only,"})
    void theServiceThatIsAskedForIsRead(String tier, @Nullable String read) {
        assertThat(chat("{\"model\":\"gpt\",\"service_tier\":\"" + tier + "\"," + MESSAGES + "}")
                        .tier())
                .isEqualTo(read);
        assertThat(chat("{\"model\":\"gpt\",\"service_tier\":{\"a\":1}," + MESSAGES + "}")
                        .tier())
                .isNull();
    }

    @Test
    void nullCountsAsAbsent() {
        Outline outline = chat("{\"n\":null,\"stream\":null,\"stream_options\":null,\"max_tokens\":null,\"tools\":null,"
                + "\"model\":\"gpt\"," + MESSAGES + "}");

        assertThat(outline.choices()).isEqualTo(1);
        assertThat(outline.stream()).isFalse();
        assertThat(outline.maxOutputTokens()).isNull();
        assertThat(outline.tools()).isFalse();
        assertThat(chat("{\"model\":\"gpt\",\"tools\":[ ]," + MESSAGES + "}").tools())
                .isFalse();
    }

    @Test
    void spansAreCountedFromTheBeginningOfTheBodyWhereverThatLies() {
        String text = " {\"stream_options\" : {\"a\":1} ,\"model\":  \"g\\u0070t\" ," + MESSAGES + " } \n";
        byte[] array = ("xyz" + text + "!").getBytes(StandardCharsets.UTF_8);
        Bytes body = Bytes.of(array, 3, array.length - 1);

        Outline outline = Calls.CODEC.readRequest(Asked.of(Operation.CHAT), body, JsonLimits.DEFAULT);

        assertThat(outline.model()).isEqualTo("gpt");
        assertThat(at(body, outline.modelSpan())).isEqualTo("\"g\\u0070t\"");
        assertThat(at(body, Objects.requireNonNull(outline.streamOptionsSpan())))
                .isEqualTo("{\"a\":1}");
        assertThat(outline.objectEnd()).isEqualTo(text.lastIndexOf('}'));
    }

    @Test
    void promptBytesAreThoseOfTextWithoutPicturesAndFiles() {
        String base64 = "A".repeat(5_000);
        Outline outline = chat(
                "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":[" //
                        + "{\"type\":\"text\",\"text\":\"a\\u4f60\\n\\ud83d\\ude00\"},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"data:image/png;base64," + base64
                        + "\",\"detail\":\"low\"}},"
                        + "{\"type\":\"image_url\",\"image_url\":{\"url\":\"https://x\"}},"
                        + "{\"type\":\"input_audio\",\"input_audio\":{\"data\":\"" + base64 + "\",\"format\":\"wav\"}},"
                        + "{\"type\":\"file\",\"file\":{\"file_data\":\"" + base64 + "\",\"filename\":\"f\"}},"
                        + "{\"data\":\"text!\"}]}]}");

        int text = "user".length() + 1 + 3 + 1 + 4 + "text!".length();
        int types = "text".length() + 2 * "image_url".length() + "input_audio".length() + "file".length();
        int rest = "low".length() + "https://x".length() + "wav".length() + "f".length();
        assertThat(outline.promptBytes()).isEqualTo(text + types + rest);
        assertThat(outline.images()).isEqualTo(2);
    }

    @Test
    void toolsAreReadByTheModelNamesAndAll() {
        Outline outline =
                chat("{\"model\":\"m\",\"tools\":[{\"name\":\"f\",\"parameters\":{\"city\":{\"type\":\"string\"}}}],"
                        + MESSAGES + "}");

        assertThat(outline.promptBytes()).isEqualTo("namefparameterscitytypestring".length() + "userhi".length());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"abc\" | 1 | 3",
                "[\"abc\",\"de\"] | 2 | 5",
                "[1,2,3] | 1 | 12",
                "[[1,2],[3]] | 2 | 12",
                "[] | 1 | 0"
            })
    void aCompletionHasAsManyAnswersAsItHasPrompts(String prompt, int prompts, long bytes) {
        Outline one = completion("{\"model\":\"m\",\"prompt\":" + prompt + "}");
        Outline best = completion("{\"model\":\"m\",\"n\":2,\"best_of\":5,\"prompt\":" + prompt + "}");

        assertThat(one.choices()).isEqualTo(prompts);
        assertThat(best.choices()).isEqualTo(5 * prompts);
        assertThat(one.promptBytes()).isEqualTo(bytes);
    }

    @Test
    void whatBelongsToTheOtherOperationIsLeftToTheUpstream() {
        assertThat(chat("{\"model\":\"m\",\"prompt\":5,\"best_of\":\"x\"," + MESSAGES + "}")
                        .choices())
                .isEqualTo(1);
        assertThat(completion("{\"model\":\"m\",\"prompt\":\"p\",\"messages\":7}")
                        .promptBytes())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"messages\":[{}]} | model",
                "{\"model\":\"\",\"messages\":[{}]} | model",
                "{\"model\":5,\"messages\":[{}]} | model",
                "{\"model\":null,\"messages\":[{}]} | model",
                "{\"model\":\"a\\u0000b\",\"messages\":[{}]} | model",
                "{\"model\":\"\\ud800\",\"messages\":[{}]} | model",
                "{\"model\":\"m\"} | messages",
                "{\"model\":\"m\",\"prompt\":\"p\"} | messages",
                "{\"model\":\"m\",\"messages\":[]} | messages",
                "{\"model\":\"m\",\"messages\":null} | messages",
                "{\"model\":\"m\",\"messages\":{}} | messages",
                "{\"model\":\"m\",\"messages\":[{},\"hi\"]} | messages[1]",
                "{\"model\":\"m\",\"messages\":[{}],\"stream\":\"true\"} | stream",
                "{\"model\":\"m\",\"messages\":[{}],\"stream\":1} | stream",
                "{\"model\":\"m\",\"messages\":[{}],\"stream_options\":[]} | stream_options",
                "{\"model\":\"m\",\"messages\":[{}],\"stream_options\":{\"include_usage\":1}} | stream_options.include_usage",
                "{\"model\":\"m\",\"messages\":[{}],\"n\":0} | n",
                "{\"model\":\"m\",\"messages\":[{}],\"n\":129} | n",
                "{\"model\":\"m\",\"messages\":[{}],\"n\":1.0} | n",
                "{\"model\":\"m\",\"messages\":[{}],\"n\":\"2\"} | n",
                "{\"model\":\"m\",\"messages\":[{}],\"max_tokens\":-1} | max_tokens",
                "{\"model\":\"m\",\"messages\":[{}],\"max_tokens\":1e3} | max_tokens",
                "{\"model\":\"m\",\"messages\":[{}],\"max_completion_tokens\":99999999999999999999} | max_completion_tokens",
                "{\"model\":\"m\",\"messages\":[{}],\"tools\":{}} | tools",
                "{\"model\":\"m\",\"messages\":[{}],\"tools\":\"x\"} | tools"
            })
    void aFieldOfTheWrongKindIsNamed(String body, String param) {
        GatewayError error = refuse(Bytes.utf8(body)).error();

        assertThat(error.kind()).isEqualTo(GatewayError.Kind.MALFORMED);
        assertThat(error.status()).isEqualTo(400);
        assertThat(error.param()).isEqualTo(param);
        assertThat(error.message()).startsWith("'" + param + "' must be ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"5", "{}"})
    void aPromptOfTheWrongKindIsNamed(String prompt) {
        Bytes body = Bytes.utf8("{\"model\":\"m\",\"prompt\":" + prompt + "}");

        GatewayException e = Calls.refusal(Operation.COMPLETION, body, JsonLimits.DEFAULT);

        assertThat(e.error().param()).isEqualTo("prompt");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "\"model\"",
                "{",
                "{\"model\":\"m\",\"messages\":[{}]}}",
                "{\"model\":\"m\",\"messages\":[{}]} {}",
                "{\"model\":\"m\",\"messages\":[{}],}",
                "{\"model\":\"m\",\"messages\":[{}],\"t\":NaN}",
                "/*c*/{\"model\":\"m\",\"messages\":[{}]}",
                "{\"model\":\"m\",\"model\":\"n\",\"messages\":[{}]}",
                "{\"model\":\"m\",\"messages\":[{}],\"m\\u006fdel\":\"n\"}",
                "{\"model\":\"m\",\"messages\":[{\"role\":1,\"role\":2}]}",
                "{\"model\":\"m\",\"messages\":[{}],\"x\":[{\"y\":{\"z\":1,\"z\":1}}]}",
                "{'model':'m'}"
            })
    void whatIsNotExactlyOneObjectIsRefused(String body) {
        GatewayError error = refuse(Bytes.utf8(body)).error();

        assertThat(error.kind()).isEqualTo(GatewayError.Kind.MALFORMED);
        assertThat(error.message()).startsWith("The body ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32", "ISO-8859-1"})
    void otherEncodingsAreRefused(String charset) {
        byte[] body = "{\"model\":\"m\",\"messages\":[{\"content\":\"\u00e9\"}]}".getBytes(Charset.forName(charset));

        assertThat(refuse(Bytes.of(body)).error().kind()).isEqualTo(GatewayError.Kind.MALFORMED);
    }

    @Test
    void aByteOrderMarkAndMalformedUtf8AreNamed() {
        String good = "{\"model\":\"m\",\"messages\":[{\"content\":\"AB\"}]}";
        byte[] overlong = good.getBytes(StandardCharsets.UTF_8);
        overlong[good.indexOf("AB")] = (byte) 0xC0;
        overlong[good.indexOf("AB") + 1] = (byte) 0xAF;

        assertThat(refuse(Bytes.utf8("\uFEFF" + good)).error().message()).contains("byte order mark");
        assertThat(refuse(Bytes.of(overlong)).error().message()).contains("not UTF-8", "byte " + good.indexOf("AB"));
    }

    @Test
    void aSyntaxErrorSaysWhereItIs() {
        String body = "{\n  \"model\": \"m\",\n  \"messages\": [{}}\n}";

        assertThat(refuse(Bytes.utf8(body)).error().message()).contains("line 3, column 18, byte 35");
    }

    @Test
    void theLimitsAreThoseGiven() {
        JsonLimits limits = new JsonLimits(4, 6, 5);
        String[] bodies = {
            "{\"model\":\"m\",\"messages\":[{\"a\":[[]]}]}",
            "{\"model\":\"m\",\"messages\":[{}],\"c\":1,\"d\":1,\"e\":1,\"f\":1,\"g\":1}",
            "{\"model\":\"m\",\"messages\":[{}],\"c\":123456}"
        };

        assertThat(Calls.CODEC.readRequest(
                        Asked.of(Operation.CHAT), Bytes.utf8("{\"model\":\"m\",\"messages\":[{\"a\":[]}]}"), limits))
                .isNotNull();
        for (String body : bodies) {
            GatewayException e = Calls.refusal(Operation.CHAT, Bytes.utf8(body), limits);
            assertThat(e.error().message()).containsAnyOf("deeper than 4", "too many members", "longer than 5");
        }
    }

    @Test
    void noErrorRepeatsWhatTheCallerWrote() {
        GatewayError error =
                refuse(Bytes.utf8("{\"model\":\"m\",\"s3cret\":s3cret}")).error();

        assertThat(error.message()).doesNotContain("s3cret");
    }

    private static String at(Bytes body, Span span) {
        return body.slice(span.from(), span.to()).utf8();
    }

    private static Outline chat(String body) {
        return Calls.CODEC.readRequest(Asked.of(Operation.CHAT), Bytes.utf8(body), JsonLimits.DEFAULT);
    }

    private static Outline completion(String body) {
        return Calls.CODEC.readRequest(Asked.of(Operation.COMPLETION), Bytes.utf8(body), JsonLimits.DEFAULT);
    }

    private static GatewayException refuse(Bytes body) {
        return Calls.refusal(Operation.CHAT, body, JsonLimits.DEFAULT);
    }
}
