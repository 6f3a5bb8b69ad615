package dev.sluice.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Verdict;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SseFramesTest {
    private static final String EVENT = "data: {}\n\n";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"error\":{\"code\":429,\"message\":\"a \\\"}] b\"}}",
                "{\n  \"error\": {\n    \"code\": 429,\n    \"message\": \"slow\"\n  }\n}\n",
                "[{\n  \"error\": {\n    \"code\": 429\n  }\n}\n]\n"
            })
    void aBareErrorIsReadHoweverItIsCut(String error) {
        byte[] body = (EVENT + error).getBytes(StandardCharsets.UTF_8);
        for (int cut = EVENT.length(); cut < body.length; cut++) {
            SseFrames frames = new SseFrames();
            feed(frames, Bytes.of(body, 0, cut));
            if (frames.failure() == null) {
                assertThat(frames.complaint()).as("cut at %d", cut).isNull();
            }
            feed(frames, Bytes.of(body, cut, body.length));
            frames.finish();
            drain(frames);

            assertThat(Objects.requireNonNull(frames.failure()).verdict()).isEqualTo(Verdict.LIMITED);
        }
    }

    @Test
    void anErrorInManyLinesNeedNotWaitForTheEndOfTheStream() {
        SseFrames frames = new SseFrames();

        feed(frames, Bytes.utf8(EVENT + "{\n\"error\": {\n"));
        assertThat(frames.failure()).isNull();
        feed(frames, Bytes.utf8("\"code\": 503}\n}\n"));

        assertThat(Objects.requireNonNull(frames.failure()).verdict()).isEqualTo(Verdict.FAILED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"<html>\n", "{\"choices\":[]}\n", "[1]\n", "{]\n"})
    void whatIsNeitherEventsNorAnErrorIsComplainedOfAtOnce(String body) {
        SseFrames frames = new SseFrames();
        feed(frames, Bytes.utf8(body));

        assertThat(frames.failure()).isNull();
        assertThat(frames.complaint()).contains("server-sent events");
    }

    @Test
    void anErrorWithoutEndIsNotWaitedForForever() {
        SseFrames frames = new SseFrames();
        feed(frames, Bytes.utf8("{\"error\":\n"));
        feed(frames, Bytes.utf8("[".repeat(16 * 1024)));

        assertThat(frames.complaint()).contains("server-sent events");
    }

    @Test
    void anErrorThatIsCutIsNone() {
        SseFrames frames = new SseFrames();
        feed(frames, Bytes.utf8("{\"error\":{\n"));
        frames.finish();
        drain(frames);

        assertThat(frames.failure()).isNull();
        assertThat(frames.complaint()).contains("server-sent events");
    }

    private static void feed(SseFrames frames, Bytes piece) {
        frames.feed(piece);
        drain(frames);
    }

    private static void drain(SseFrames frames) {
        while (frames.next() != null) {
            assertThat(frames.failure()).isNull();
        }
    }
}
