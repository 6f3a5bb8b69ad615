package dev.sluice.wire.responses;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.model.Bytes;
import dev.sluice.model.chat.Dialect;
import dev.sluice.wire.Losses;
import dev.sluice.wire.dialects.Samples;
import dev.sluice.wire.dialects.Streams;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a stream of this dialect says several times, it says alike: in deltas, in finished items and in the last response. */
class ResponsesStreamsTest {

    static List<Samples.Sample> streams() {
        return Samples.of(Dialect.RESPONSES, "streams", ".sse");
    }

    @ParameterizedTest
    @MethodSource("streams")
    void aStreamThatIsReadAndWrittenEndsWithTheSameAnswer(Samples.Sample sample) {
        Bytes written =
                Streams.written(sample.question(true), Streams.events(Dialect.RESPONSES, sample.bytes()), new Losses());

        List<JsonNode> data = Accumulated.data(written);
        Accumulated.check(data);
        if (!sample.name().equals("summaries-in-parts.sse")) {
            assertThat(data.getLast().path("response")).isEqualTo(sample.whole().tree());
        }
    }
}
