package dev.sluice.wire.dialects;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Call;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.wire.DialectCodec;
import dev.sluice.wire.Splice;
import dev.sluice.wire.json.JsonTree;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Callers of Gemini's who do not ask for server-sent events get one JSON array, whatever the upstream streams. */
class JsonArrayTest {
    private static final DialectCodec GEMINI = Dialects.codec(Dialect.GEMINI);

    static Stream<Samples.Sample> everyStream() {
        return Stream.of(".sse", ".jsonl").flatMap(ending -> Samples.all("streams", ending).stream());
    }

    @ParameterizedTest
    @MethodSource("everyStream")
    void theStreamIsOneJsonArray(Samples.Sample sample) {
        Answers.Carried heard = Answers.carry(sample, arrayCall());

        if (heard.ending() instanceof AnswerEvent.Finished) {
            Optional<JsonNode> array = JsonTree.parse(heard.body());
            assertThat(array).as(heard.body().utf8()).isPresent();
            assertThat(array.orElseThrow()).isNotEmpty().allMatch(JsonNode::isObject);
        } else {
            // What tells of the breach closes the array; until then nothing does.
            assertThat(closed(heard.body())).isFalse();
        }
    }

    static Stream<Arguments> everyStreamBroken() {
        return everyStream()
                .flatMap(sample -> Stream.of(0, 1, 2, 3)
                        .map(quarters ->
                                Arguments.of(sample, Math.max(1, sample.bytes().length() * quarters / 4))));
    }

    @ParameterizedTest(name = "{0} after {1} bytes")
    @MethodSource("everyStreamBroken")
    void theArrayOfAStreamThatBreaksIsClosedByTheError(Samples.Sample sample, int length) {
        Answers.Carried heard = cut(sample, length);

        if (heard.ending() instanceof AnswerEvent.Broken broken) {
            Bytes whole = new Splice()
                    .add(heard.body())
                    .add(GEMINI.writeErrorEvent(broken.error(), "request-1", Framing.JSON_ARRAY, heard.events()))
                    .add(GEMINI.writeErrorEnd(broken.error(), "request-1", Framing.JSON_ARRAY))
                    .take();
            Optional<JsonNode> array = JsonTree.parse(whole);
            assertThat(array).as(whole.utf8()).isPresent();
            assertThat(array.orElseThrow()).hasSize(heard.events() + 1);
            assertThat(array.orElseThrow().path(heard.events()).has("error")).isTrue();
        }
    }

    @Test
    void streamsBreakBeforeAndAfterTheirFirstEvent() {
        List<Integer> events = everyStreamBroken()
                .map(Arguments::get)
                .map(broken -> cut((Samples.Sample) broken[0], (Integer) broken[1]))
                .filter(heard -> heard.ending() instanceof AnswerEvent.Broken)
                .map(Answers.Carried::events)
                .toList();

        assertThat(events).contains(0).anyMatch(count -> count > 0);
    }

    private static Answers.Carried cut(Samples.Sample sample, int length) {
        return Answers.carry(sample.dialect(), sample.bytes().slice(0, length), true, arrayCall());
    }

    private static Call arrayCall() {
        return Samples.call(
                Dialect.GEMINI, Samples.question(Dialect.GEMINI, true).body(), Framing.JSON_ARRAY);
    }

    private static boolean closed(Bytes body) {
        return body.utf8().strip().endsWith("]");
    }
}
