package dev.sluice.wire.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import dev.sluice.wire.AnswerReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OpenAiStreamReaderTest {
    private static final String CHUNK = "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"abcd\"}}]}\n\n";
    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    static List<OpenAiStreamSample> samples() {
        return OpenAiStreamSample.all();
    }

    @ParameterizedTest
    @MethodSource("samples")
    void aSampleIsHeardAsItSays(OpenAiStreamSample sample) {
        Calls.Heard heard = Calls.hear(sample.reader(), List.of(sample.upstream()));

        assertThat(heard.forwarded().utf8()).isEqualTo(sample.caller().utf8());
        assertThat(heard.produced()).isEqualTo(Long.parseLong(sample.head("produced")));
        assertThat(heard.endings()).hasSize(1);
        assertThat(describe(heard.endings().getFirst())).isEqualTo(sample.head("ending"));
        assertThat(usage(heard.endings().getFirst())).isEqualTo(sample.head("usage"));
    }

    @ParameterizedTest
    @MethodSource("samples")
    void howTheNetworkCutsASampleChangesNothing(OpenAiStreamSample sample) {
        Calls.Heard whole = Calls.hear(sample.reader(), List.of(sample.upstream()));
        Random random = new Random(sample.name().hashCode());

        for (int round = 0; round < 60; round++) {
            int longest = round == 0 ? 1 : 1 + random.nextInt(300);
            List<Bytes> pieces = Calls.cut(sample.upstream().copy(), longest, random);

            assertThat(Calls.hear(sample.reader(), pieces)).isEqualTo(whole);
        }
    }

    @ParameterizedTest
    @MethodSource("samples")
    void lineEndsOfEveryKindAreUnderstood(OpenAiStreamSample sample) {
        for (String end : List.of("\r\n", "\r")) {
            String text = "\uFEFF" + sample.upstream().utf8().replace("\n", end);
            Random random = new Random(7);

            List<Bytes> pieces = Calls.cut(text.getBytes(StandardCharsets.UTF_8), 40, random);
            Calls.Heard heard = Calls.hear(sample.reader(), pieces);

            assertThat(heard.endings()).hasSize(1);
            assertThat(describe(heard.endings().getFirst())).isEqualTo(sample.head("ending"));
            assertThat(usage(heard.endings().getFirst())).isEqualTo(sample.head("usage"));
            assertThat(heard.forwarded().utf8().replace(end, "\n").stripTrailing())
                    .isEqualTo(sample.caller().utf8().stripTrailing());
        }
    }

    @Test
    void wholeEventsAreForwardedWithoutACopy() {
        AnswerReader reader = reader();
        Bytes piece = Bytes.utf8(CHUNK + CHUNK);

        AnswerReader.Reading reading = reader.read(piece);

        assertThat(reading.forward()).isEqualTo(piece);
        assertThat(reading.forward().array()).isSameAs(piece.array());
        assertThat(reading.produced()).isEqualTo(2);
        assertThat(reading.content()).isTrue();
    }

    @Test
    void bytesThatWereForwardedNeverChangeLater() {
        AnswerReader reader = reader();
        String half = CHUNK.substring(0, 20);

        Bytes first = reader.read(Bytes.utf8(CHUNK + half)).forward();
        Bytes second = reader.read(Bytes.utf8(CHUNK.substring(20) + half)).forward();
        reader.read(Bytes.utf8(CHUNK.substring(20).replace("abcd", "wxyz") + half));

        assertThat(first.utf8()).isEqualTo(CHUNK);
        assertThat(second.utf8()).isEqualTo(CHUNK);
    }

    @Test
    void aRoleIsNotYetContent() {
        AnswerReader reader = reader();

        AnswerReader.Reading reading = reader.read(
                Bytes.utf8("data: {\"choices\":[{\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"refusal\":null,"
                        + "\"tool_calls\":[]},\"finish_reason\":null}]}\n\n"));

        assertThat(reading.content()).isFalse();
        assertThat(reading.produced()).isZero();
        assertThat(reading.forward().isEmpty()).isFalse();
    }

    @Test
    void eachKindOfOutputIsContent() {
        for (String delta : List.of(
                "\"content\":\"a\"",
                "\"content\":[{\"type\":\"text\",\"text\":\"a\"}]",
                "\"reasoning\":\"a\"",
                "\"reasoning_content\":\"a\"",
                "\"reasoning_details\":[{\"type\":\"reasoning.encrypted\",\"data\":\"a\"}]",
                "\"refusal\":\"a\"",
                "\"tool_calls\":[{\"index\":0,\"id\":\"call_1\"}]",
                "\"function_call\":{\"name\":\"f\"}",
                "\"audio\":{\"data\":\"AAAA\"}",
                "\"images\":[{\"type\":\"image_url\"}]")) {
            AnswerReader.Reading reading =
                    reader().read(Bytes.utf8("data: {\"choices\":[{\"delta\":{" + delta + "}}]}\n\n"));

            assertThat(reading.content()).as(delta).isTrue();
            assertThat(reading.produced()).as(delta).isEqualTo(1);
        }
    }

    @Test
    void theEndMarkerEndsAtOnceAndOnlyOnce() {
        AnswerReader reader = reader();

        AnswerReader.Reading reading = reader.read(Bytes.utf8(CHUNK + STOP + DONE));
        AnswerReader.Reading later = reader.read(Bytes.utf8(CHUNK));

        assertThat(reading.ending()).isEqualTo(new AnswerEvent.Finished(null, false, Bytes.utf8("data: [DONE]\n\n")));
        assertThat(reading.forward().utf8()).isEqualTo(CHUNK + STOP);
        assertThat(later.ending()).isNull();
        assertThat(later.forward().isEmpty()).isTrue();
        assertThat(reader.end().ending()).isEqualTo(reading.ending());
    }

    @Test
    void anEventWithoutEndIsGivenUpBeforeItFillsTheMemory() {
        AnswerReader reader = reader();
        Bytes piece = Bytes.of(new byte[1024 * 1024]);
        AnswerReader.Reading reading = reader.read(Bytes.utf8(CHUNK + "data: "));

        int pieces = 0;
        while (reading.ending() == null && pieces < 20) {
            reading = reader.read(piece);
            pieces++;
        }

        assertThat(pieces).isEqualTo(16);
        assertThat(describe(reading.ending())).isEqualTo("broken FAILED 502 upstream_failed");
    }

    @Test
    void anEventThatIsTooLongIsRefusedWhetherItComesWholeOrInPieces() {
        String event = "data: {\"choices\":[],\"x\":\"" + "a".repeat(16 * 1024 * 1024) + "\"}\n\n";

        Calls.Heard whole = Calls.hear(reader(), List.of(Bytes.utf8(CHUNK + event)));
        List<Bytes> pieces = Calls.cut((CHUNK + event).getBytes(StandardCharsets.UTF_8), 5000, new Random(1));
        Calls.Heard cut = Calls.hear(reader(), pieces);

        assertThat(whole.forwarded().utf8()).isEqualTo(CHUNK);
        assertThat(cut).isEqualTo(whole);
    }

    @Test
    void aBrokenStreamKeepsTheUsageReportedBefore() {
        Calls.Heard heard = Calls.hear(
                reader(),
                List.of(Bytes.utf8(CHUNK
                        + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\n"
                        + "data: {\"error\":\"it broke\"}\n\n")));

        AnswerEvent.Broken broken = (AnswerEvent.Broken) heard.endings().getFirst();
        assertThat(broken.usage()).isEqualTo(new Usage(3, 0, 0, 4, 0));
        assertThat(broken.verdict()).isEqualTo(Verdict.FAILED);
    }

    @Test
    void chunksThatOnlyPythonTakesForJsonPass() {
        String odd = "data: {\"choices\":[{\"delta\":{\"content\":\"a\tb\"},\"logprobs\":[NaN,-Infinity]}]}\n\n";

        AnswerReader.Reading reading = reader().read(Bytes.utf8(odd));

        assertThat(reading.ending()).isNull();
        assertThat(reading.forward().utf8()).isEqualTo(odd);
    }

    @Test
    void invalidUtf8PassesAsItCame() {
        byte[] bytes = CHUNK.getBytes(StandardCharsets.UTF_8);
        bytes[CHUNK.indexOf("abcd")] = (byte) 0xFF;

        AnswerReader.Reading reading = reader().read(Bytes.of(bytes));

        assertThat(reading.forward().copy()).isEqualTo(bytes);
    }

    private static AnswerReader reader() {
        return Calls.CODEC.streamReader(Calls.streamed(false), Set.of());
    }

    static String describe(@Nullable Object ending) {
        if (ending instanceof AnswerEvent.Broken broken) {
            return "broken " + broken.verdict() + " " + broken.error().status() + " "
                    + broken.error().code();
        }
        return ending instanceof AnswerEvent.Finished ? "finished" : "no ending";
    }

    private static String usage(Object ending) {
        boolean suspect = ending instanceof AnswerEvent.Finished finished && finished.suspect();
        Usage usage = ending instanceof AnswerEvent.Finished finished
                ? finished.usage()
                : ((AnswerEvent.Broken) ending).usage();
        if (usage == null) {
            return suspect ? "suspect" : "none";
        }
        return usage.input() + " " + usage.cacheRead() + " " + usage.cacheWrite() + " " + usage.output() + " "
                + usage.reasoning();
    }
}
