package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.AnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiBodyReaderTest {
    private static final String ANSWER =
            "\n\n{\"id\":\"c\",\"choices\":[{\"index\":0,\"message\":{\"role\":\"assistant\","
                    + "\"content\":\"eight ch\",\"tool_calls\":[{\"id\":\"call_1\",\"type\":\"function\",\"function\":{\"name\":\"f\","
                    + "\"arguments\":\"{}\"}}]},\"finish_reason\":\"stop\"}],\"error\":null}";

    @Test
    void anAnswerIsPassedOnAsItCameHoweverItIsCut() {
        for (int longest : List.of(1, 10, 1000)) {
            List<Bytes> pieces = Calls.cut(ANSWER.getBytes(StandardCharsets.UTF_8), longest, new Random(1));

            Calls.Heard heard = Calls.hear(reader(), pieces);

            assertThat(heard.forwarded().utf8()).isEqualTo(ANSWER);
            assertThat(heard.content()).isTrue();
            assertThat(heard.produced()).isEqualTo(("eight ch".length() + "f{}".length()) / 4);
            assertThat(heard.endings()).containsExactly(new AnswerEvent.Finished(null, false, null));
        }
    }

    @Test
    void nothingIsPassedOnBeforeTheEnd() {
        AnswerReader reader = reader();

        AnswerReader.Reading reading = reader.read(Bytes.utf8(ANSWER));

        assertThat(reading.forward().isEmpty()).isTrue();
        assertThat(reading.content()).isFalse();
        assertThat(reading.ending()).isNull();
    }

    @Test
    void aBodyInOnePieceIsNotCopied() {
        AnswerReader reader = reader();
        Bytes body = Bytes.utf8(ANSWER);

        reader.read(body);

        assertThat(reader.end().forward().array()).isSameAs(body.array());
    }

    @Test
    void usageIsReported() {
        String body = "{\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}";
        String odd = "{\"choices\":[],\"usage\":{\"prompt_tokens\":-3}}";

        assertThat(hear(body).endings())
                .containsExactly(new AnswerEvent.Finished(new Usage(3, 0, 0, 4, 0), false, null));
        assertThat(hear(odd).endings()).containsExactly(new AnswerEvent.Finished(null, true, null));
        assertThat(hear(odd).forwarded().utf8()).isEqualTo(odd);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "<html>oops</html>|broken FAILED 502 upstream_failed",
                "|broken FAILED 502 upstream_failed",
                "[]|broken FAILED 502 upstream_failed",
                "{}|broken FAILED 502 upstream_failed",
                "{\"choices\":null}|broken FAILED 502 upstream_failed",
                "{\"choices\":[]|broken FAILED 502 upstream_failed",
                "{\"choices\":[]}{}|broken FAILED 502 upstream_failed",
                "{\"choices\":[],\"error\":{\"code\":502,\"message\":\"x\"}}|broken FAILED 502 upstream_failed",
                "{\"error\":{\"code\":429,\"message\":\"slow down\"}}|broken LIMITED 429 rate_limit_exceeded",
                "{\"error\":\"Incorrect API key provided: abc\"}|broken KEY_REFUSED 502 upstream_failed",
                "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"too long\"}}|broken REQUEST_AT_FAULT 400 context_length_exceeded"
            })
    void whatIsNoAnswerIsNotPassedOn(String body, String ending) {
        Calls.Heard heard = hear(body == null ? "" : body);

        assertThat(heard.forwarded().isEmpty()).isTrue();
        assertThat(heard.content()).isFalse();
        assertThat(OpenAiStreamReaderTest.describe(heard.endings().getFirst())).isEqualTo(ending);
    }

    @Test
    void aBodyWithoutEndIsGivenUp() {
        AnswerReader reader = new OpenAiBodyReader(Set.of(), 10);

        assertThat(reader.read(Bytes.of(new byte[10])).ending()).isNull();
        AnswerReader.Reading reading = reader.read(Bytes.of(new byte[1]));

        assertThat(OpenAiStreamReaderTest.describe(reading.ending())).startsWith("broken FAILED");
        assertThat(reader.read(Bytes.of(new byte[1])).ending()).isNull();
        assertThat(reader.end().ending()).isEqualTo(reading.ending());
    }

    private static Calls.Heard hear(String body) {
        return Calls.hear(reader(), List.of(Bytes.utf8(body)));
    }

    private static AnswerReader reader() {
        return Calls.CODEC.bodyReader(Calls.chat("{\"model\":\"m\",\"messages\":[{}]}"), Set.of());
    }
}
