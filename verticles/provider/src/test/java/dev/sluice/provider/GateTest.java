package dev.sluice.provider;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.bus.Outflow;
import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent;
import dev.sluice.model.call.Attempt;
import dev.sluice.model.call.Candidate;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.chat.Usage;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTest {
    private static final Opening OPENED = new Opening.Opened(200, true, "text/event-stream", Map.of());

    private final Counter traffic = new Counter();
    private final Receiver caller = Receiver.thirsty();
    private @Nullable Outflow<AnswerEvent> out;
    private final Gate gate = new Gate(traffic, (attempt, flow) -> {
        out = flow;
        return Future.succeededFuture(OPENED);
    });

    @Test
    void whatTheOperatorDoesNotAllowIsRefusedWithoutAskingTheUpstream() {
        traffic.refusal = Duration.ofSeconds(9);

        Opening.Refused refused =
                (Opening.Refused) gate.serve(attempt(false), caller).result();

        assertThat(refused.verdict()).isEqualTo(Verdict.FULL);
        assertThat(refused.verdict().isRetryable()).isTrue();
        assertThat(refused.error().kind()).isEqualTo(Kind.RATE_LIMITED);
        assertThat(refused.error().retry()).contains(Duration.ofSeconds(9));
        assertThat(caller.isEnded()).isTrue();
        assertThat(out).isNull();
    }

    @Test
    void anAnswerIsOverWithWhatItsUpstreamReported() {
        assertThat(gate.serve(attempt(false), caller).result()).isEqualTo(OPENED);
        flow().send(new AnswerEvent.Said(Bytes.utf8("data: 1\n\n"), 4, 1));
        assertThat(traffic.ended).isEmpty();

        flow().end(new AnswerEvent.Finished(new Usage(10, 0, 0, 20, 0), false, null));

        assertThat(traffic.ended).containsExactly(30L);
        assertThat(caller.isEnded()).isTrue();
    }

    @Test
    void oneThatReportedNothingIsOverWithAGuess() {
        gate.serve(attempt(false), caller);
        flow().send(new AnswerEvent.Said(Bytes.utf8("data: 1\n\n"), 4, 1));

        flow().end(new AnswerEvent.Broken(GatewayError.of(Kind.UPSTREAM_FAILED, "gone"), Verdict.FAILED, null));

        assertThat(traffic.ended).containsExactly(traffic.guess + 4);
    }

    @Test
    void oneThatNeverBeganUsedNothing() {
        gate.serve(attempt(false), caller);

        flow().end();

        assertThat(traffic.ended).containsExactly(0L);
    }

    @Test
    void oneWhoseCallerLeavesIsOver() {
        boolean[] stopped = {false};
        gate.serve(attempt(false), caller);
        flow().onCancel(() -> stopped[0] = true);

        caller.cancel();

        assertThat(stopped[0]).isTrue();
        assertThat(traffic.ended).hasSize(1);
    }

    @Test
    void whatTheGatewayAnswersItselfIsNoTraffic() {
        traffic.refusal = Duration.ofSeconds(9);

        assertThat(gate.serve(attempt(true), caller).result()).isEqualTo(OPENED);

        assertThat(out).isSameAs(caller);
    }

    private Outflow<AnswerEvent> flow() {
        return Objects.requireNonNull(out);
    }

    private static Attempt attempt(boolean here) {
        Attempt attempt = Samples.attempt(Samples.chat(false), "m", Samples.PATIENT);
        return here ? new Attempt(attempt.call(), attempt.candidate().inItsStead()) : attempt;
    }

    /** Writes down what it is told. */
    private static final class Counter implements Traffic {
        private final List<Long> ended = new ArrayList<>();
        private @Nullable Duration refusal;
        private long guess;

        @Override
        public Ticket begin(Candidate candidate, long tokens) {
            guess = tokens;
            return new Ticket() {
                @Override
                public @Nullable Duration refusedFor() {
                    return refusal;
                }

                @Override
                public void end(long used) {
                    ended.add(used);
                }
            };
        }

        @Override
        public void meet(Set<String> nodes) {}

        @Override
        public Map<String, Integer> inFlight() {
            return Map.of();
        }
    }
}
