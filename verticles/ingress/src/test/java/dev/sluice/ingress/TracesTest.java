package dev.sluice.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.Admission;
import dev.sluice.model.call.Call;
import dev.sluice.model.call.CallEnd;
import dev.sluice.model.call.CallId;
import dev.sluice.model.call.Caller;
import dev.sluice.model.call.Explanation;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Framing;
import dev.sluice.model.chat.Operation;
import dev.sluice.model.chat.Outline;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node remembers is bounded. */
class TracesTest {
    private static final Duration NEVER_SLOW = Duration.ofDays(1);

    private static Trace ended(int number, int status) {
        Trace trace = new Trace(System.nanoTime());
        trace.admitted(new Admission.Admitted(new Caller("k", "u", "g"), List.of()));
        return end(trace, number, status);
    }

    private static Trace turnedAway(int number) {
        return end(new Trace(System.nanoTime()), number, 401);
    }

    private static Trace end(Trace trace, int number, int status) {
        Outline outline =
                new Outline("m", Framing.WHOLE, false, 1, null, 0, 0, false, null, null, 0, null, null, null, null, 0);
        Call call =
                new Call(new CallId("c" + number), "r" + number, Dialect.OPENAI, Operation.CHAT, outline, Bytes.EMPTY);
        CallEnd end = status == 200 ? CallEnd.COMPLETED : CallEnd.UPSTREAM_REFUSED;
        trace.end(call, new Progress.Ending(end, status, status == 200 ? null : "upstream_failed"));
        return trace;
    }

    private static Traces filled(ExplainSettings settings, int calls, int status) {
        return filled(new Traces("n1", settings, Duration.ZERO), calls, status);
    }

    private static Traces filled(Traces traces, int calls, int status) {
        for (int i = 0; i < calls; i++) {
            traces.add(ended(i, status));
        }
        return traces;
    }

    private static List<String> ids(List<Explanation> some) {
        return some.stream().map(Explanation::callId).toList();
    }

    @Test
    void theOldestAreForgottenByNumber() {
        Traces traces = filled(new ExplainSettings(3, 1 << 20, NEVER_SLOW, 0), 5, 200);

        assertThat(traces.find("c1")).isEmpty();
        assertThat(traces.find("c2")).isPresent();
        assertThat(traces.find("c4").orElseThrow().requestId()).isEqualTo("r4");
    }

    @Test
    void theOldestAreForgottenByBytes() {
        int weight = ended(0, 200).weight();

        Traces traces = filled(new ExplainSettings(1000, 2L * weight, NEVER_SLOW, 0), 5, 200);

        assertThat(traces.find("c2")).isEmpty();
        assertThat(traces.find("c3")).isPresent();
    }

    @Test
    void aCallThatIsStillYoungIsPushedOutOnlyByOneThatTellsMore() {
        ExplainSettings three = new ExplainSettings(3, 1 << 20, NEVER_SLOW, 0);
        Traces traces = filled(new Traces("n1", three, Duration.ofHours(1)), 5, 200);

        assertThat(traces.find("c0")).isPresent();
        assertThat(traces.find("c3")).isEmpty();

        traces.add(ended(7, 502));

        assertThat(traces.find("c0")).isEmpty();
        assertThat(traces.find("c1")).isPresent();
        assertThat(traces.find("c7")).isPresent();
    }

    @Test
    void aSampleIsEvenlySpread() {
        assertThat(ids(filled(new ExplainSettings(10, 1 << 20, NEVER_SLOW, 25), 12, 200)
                        .take(100)))
                .containsExactly("c3", "c7", "c11");
        assertThat(filled(new ExplainSettings(10, 1 << 20, NEVER_SLOW, 0), 12, 200)
                        .take(100))
                .isEmpty();
    }

    @Test
    void slowCallsAreKept() {
        assertThat(ids(filled(new ExplainSettings(10, 1 << 20, Duration.ZERO, 0), 2, 200)
                        .take(100)))
                .containsExactly("c0", "c1");
    }

    @Test
    void whatWaitsToBeKeptIsBoundedAndFailuresHaveMoreRoomThanTheSample() {
        ExplainSettings all = new ExplainSettings(10, 1 << 20, NEVER_SLOW, 100);

        Traces sampled = filled(all, 1000, 200);
        Traces failed = filled(all, 1000, 502);

        assertThat(sampled.lost()).isEqualTo(1000 - 128);
        assertThat(failed.lost()).isEqualTo(1000 - 256);
        assertThat(failed.take(100)).hasSize(100);
        assertThat(failed.take(1000)).hasSize(156);
    }

    @Test
    void strangersPushOutNobodyButStrangers() {
        Traces traces = filled(new ExplainSettings(3, 1 << 20, NEVER_SLOW, 100), 3, 200);
        traces.take(100);

        for (int i = 1000; i < 2000; i++) {
            traces.add(turnedAway(i));
        }

        assertThat(traces.find("c0")).isPresent();
        assertThat(traces.find("c2")).isPresent();
        assertThat(traces.find("c1743")).isEmpty();
        assertThat(traces.find("c1744")).isPresent();
        assertThat(traces.take(100)).isEmpty();
    }
}
