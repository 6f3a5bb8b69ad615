package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Call;
import dev.sluice.model.catalog.Quirk;
import dev.sluice.model.chat.Operation;
import dev.sluice.wire.Addressee;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenAiRequestWriterTest {
    private static final Set<Quirk> CANNOT_BE_ASKED = Set.of(Quirk.NO_STREAM_OPTIONS);

    @Test
    void aRequestThatNeedsNoChangeIsTheSameBytes() {
        Call plain = Calls.chat("{\"model\":\"m\",\"messages\":[{}], \"stream_options\":{}}");
        Call asking = Calls.streamed(true);

        assertThat(Calls.CODEC.writeRequest(plain, new Addressee("m", Set.of())))
                .isSameAs(plain.body());
        assertThat(Calls.CODEC.writeRequest(asking, new Addressee("m", Set.of())))
                .isSameAs(asking.body());
    }

    @Test
    void onlyTheModelsNameChanges() {
        String body =
                "{ \"a\":1.0e5,\"model\" : \"caller's\" ,\"messages\":[{\"model\":\"caller's\"}],\"\\u00e9\":\"\u00e9\"}\n";

        String written = Calls.CODEC
                .writeRequest(Calls.chat(body), new Addressee("up/\"stream\"\\\u4f60\n", Set.of()))
                .utf8();

        assertThat(written)
                .isEqualTo("{ \"a\":1.0e5,\"model\" : \"up/\\\"stream\\\"\\\\\u4f60\\u000a\" ,"
                        + "\"messages\":[{\"model\":\"caller's\"}],\"\\u00e9\":\"\u00e9\"}\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}]}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}",
                "{\"messages\":[{}],\"stream\":true,\"model\":\"m\" }"
                        + "|{\"messages\":[{}],\"stream\":true,\"model\":\"u\" ,\"stream_options\":{\"include_usage\":true}}",
                "{\"stream_options\":null,\"model\":\"m\",\"stream\":true,\"messages\":[{}]}"
                        + "|{\"stream_options\":{\"include_usage\":true},\"model\":\"u\",\"stream\":true,\"messages\":[{}]}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream_options\":{ }}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true }}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream_options\":{ \"include_obfuscation\":false}}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true, \"include_obfuscation\":false}}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"x\":{\"include_usage\":false},\"include_usage\" : false,\"y\":1}}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"x\":{\"include_usage\":false},\"include_usage\" : true,\"y\":1}}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":null}}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}],\"stream_options\":{\"include_usage\":true}}",
                "{\"model\":\"m\",\"stream\":false,\"messages\":[{}],\"stream_options\":{\"x\":1}}"
                        + "|{\"model\":\"u\",\"stream\":false,\"messages\":[{}],\"stream_options\":{\"x\":1}}"
            })
    void aStreamedCallAsksForUsage(String body, String expected) {
        assertThat(Calls.CODEC
                        .writeRequest(Calls.chat(body), new Addressee("u", Set.of()))
                        .utf8())
                .isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"stream_options\":{\"include_usage\":true},\"model\":\"m\",\"stream\":true,\"messages\":[{}]}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}]}",
                "{\"model\":\"m\",\"stream_options\" : { \"a\":[1,{}]} , \"stream\":true,\"messages\":[{}]}"
                        + "|{\"model\":\"u\", \"stream\":true,\"messages\":[{}]}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}] , \"stream_options\":null }"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}]  }",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}],\"stream\\u005foptions\":{}}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}]}",
                "{\"model\":\"m\",\"stream\":true,\"messages\":[{}]}"
                        + "|{\"model\":\"u\",\"stream\":true,\"messages\":[{}]}"
            })
    void anUpstreamThatCannotBeAskedGetsNoStreamOptions(String body, String expected) {
        assertThat(Calls.CODEC
                        .writeRequest(Calls.chat(body), new Addressee("u", CANNOT_BE_ASKED))
                        .utf8())
                .isEqualTo(expected);
    }

    @Test
    void aBodyThatLiesInsideALargerArrayIsCutOutRightly() {
        String text = "{\"stream\":true,\"stream_options\":{\"a\":1},\"model\":\"m\",\"messages\":[{}]}";
        byte[] array = ("<<<<" + text + ">>>>").getBytes(StandardCharsets.UTF_8);
        Call call = Calls.of(Operation.CHAT, Bytes.of(array, 4, array.length - 4));

        assertThat(Calls.CODEC
                        .writeRequest(call, new Addressee("longer", Set.of()))
                        .utf8())
                .isEqualTo("{\"stream\":true,\"stream_options\":{\"include_usage\":true,\"a\":1},"
                        + "\"model\":\"longer\",\"messages\":[{}]}");
        assertThat(Calls.CODEC
                        .writeRequest(call, new Addressee("longer", CANNOT_BE_ASKED))
                        .utf8())
                .isEqualTo("{\"stream\":true,\"model\":\"longer\",\"messages\":[{}]}");
    }
}
