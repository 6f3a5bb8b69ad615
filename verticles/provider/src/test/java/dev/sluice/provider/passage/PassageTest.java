package dev.sluice.provider.passage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.AnswerEvent.Broken;
import dev.sluice.model.call.AnswerEvent.Finished;
import dev.sluice.model.call.AnswerEvent.Said;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.Opening;
import dev.sluice.model.call.Verdict;
import dev.sluice.model.catalog.Timeouts;
import dev.sluice.model.chat.Dialect;
import dev.sluice.model.chat.Usage;
import dev.sluice.provider.Receiver;
import dev.sluice.provider.Samples;
import dev.sluice.wire.UpstreamError;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** The passage by itself, with a source that does as it is told and a clock that is passed in. */
class PassageTest {
    private static final Timeouts TIMEOUTS =
            new Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(3), Duration.ofSeconds(60));
    private static final GatewayError GONE = GatewayError.of(Kind.UPSTREAM_FAILED, "gone");
    private static final String ROLE = chunk("{\"role\":\"assistant\",\"content\":\"\"}");
    private static final String HELLO = chunk("{\"content\":\"Hello\"}");
    private static final String STOP =
            "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n";
    private static final String USAGE =
            "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2,\"total_tokens\":5}}\n\n";
    private static final String DONE = "data: [DONE]\n\n";

    private final Sweep sweep = new Sweep();
    private final Log source = new Log();

    @Test
    void nothingIsLetThroughBeforeThereIsContent() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        Future<Opening> opening = begin(passage);

        feed(passage, ROLE);
        assertThat(opening.isComplete()).isFalse();
        assertThat(out.events()).isEmpty();

        feed(passage, HELLO);
        assertThat(opening.result()).isInstanceOf(Opening.Opened.class);
        assertThat(out.text()).isEqualTo(ROLE + HELLO);
    }

    @Test
    void aWholeStreamEndsOnceWithItsUsage() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        Future<Opening> opening = begin(passage);

        feed(passage, ROLE + HELLO + STOP + USAGE + DONE);
        passage.ended();

        assertThat(opening.result()).isInstanceOf(Opening.Opened.class);
        assertThat(out.last()).isEqualTo(new Finished(new Usage(3, 0, 0, 2, 0), false, Bytes.utf8(DONE)));
        assertThat(out.isEnded()).isTrue();
        assertThat(source.log).containsExactly("start");
        assertThat(sweep.size()).isZero();
    }

    @Test
    void aBodyThatDoesNotEndAfterTheAnswerIsCutOffSoon() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);
        feed(passage, HELLO + STOP + DONE);
        assertThat(out.isEnded()).isTrue();
        assertThat(source.log).doesNotContain("abandon");

        later(Duration.ofMillis(1_500));

        assertThat(source.log).contains("abandon");
        assertThat(sweep.size()).isZero();
    }

    @Test
    void aBodyThatGoesOnAfterTheAnswerIsCutOffSoon() {
        Passage passage = new Passage(TIMEOUTS, Receiver.thirsty(), sweep);
        begin(passage);
        feed(passage, HELLO + STOP + DONE);

        feed(passage, "x".repeat(70_000));

        assertThat(source.log).contains("abandon");
    }

    @Test
    void manyEventsWithoutContentAreNotHeldForEver() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        Future<Opening> opening = begin(passage);
        String filtered = "data: {\"choices\":[],\"prompt_filter_results\":\"" + "x".repeat(1_000) + "\"}\n\n";

        for (int i = 0; i < 100 && !opening.isComplete(); i++) {
            feed(passage, filtered);
        }

        assertThat(opening.result()).isInstanceOf(Opening.Opened.class);
        assertThat(out.text().length()).isBetween(64 * 1024, 68 * 1024);
    }

    @Test
    void anErrorBeforeContentIsARefusal() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        Future<Opening> opening = begin(passage);

        feed(passage, ROLE + "data: {\"error\":{\"message\":\"overloaded\",\"code\":503}}\n\n");

        assertThat(opening.result()).isInstanceOf(Opening.Refused.class);
        assertThat(out.events()).isEmpty();
        assertThat(out.isEnded()).isTrue();
        assertThat(source.log).contains("abandon");
    }

    @Test
    void aLossAfterContentIsToldInBandWithWhatUsageThereWas() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);
        feed(passage, HELLO + USAGE);

        passage.lost(GONE, Verdict.FAILED);

        assertThat(out.last()).isEqualTo(new Broken(GONE, Verdict.FAILED, new Usage(3, 0, 0, 2, 0)));
        assertThat(out.isEnded()).isTrue();
    }

    @Test
    void whateverComesAfterTheEndIsIgnored() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);
        feed(passage, HELLO);
        passage.lost(GONE, Verdict.FAILED);
        int events = out.events().size();

        feed(passage, HELLO);
        passage.ended();
        passage.lost(GONE, Verdict.FAILED);
        passage.refuse(GONE, Verdict.FAILED);
        passage.overdue();

        assertThat(out.events()).hasSize(events);
    }

    @Test
    void withoutCreditTheSourceIsPausedOnceAndResumedOnce() {
        Receiver out = new Receiver(10);
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);

        feed(passage, HELLO);
        feed(passage, HELLO);
        out.grant(10_000);
        feed(passage, HELLO);

        assertThat(source.log).containsExactly("start", "pause", "resume");
        assertThat(out.events()).hasSize(3).allMatch(Said.class::isInstance);
    }

    @Test
    void aCallerThatLeavesStopsTheSourceInTheSameTurn() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);
        feed(passage, HELLO);

        out.cancel();

        assertThat(source.log).containsExactly("start", "abandon");
        assertThat(sweep.size()).isZero();
    }

    @Test
    void eachStepHasItsOwnDeadline() {
        assertThat(refusedAfter(Duration.ofMillis(900), passage -> {})).isFalse();
        assertThat(refusedAfter(Duration.ofMillis(1_100), passage -> {})).isTrue();
        assertThat(refusedAfter(Duration.ofSeconds(9), Passage::sent)).isFalse();
        assertThat(refusedAfter(Duration.ofMillis(10_500), Passage::sent)).isTrue();
    }

    @Test
    void eventsWithoutContentDoNotPutOffTheDeadlineOfTheFirstContent() {
        Passage passage = new Passage(TIMEOUTS, Receiver.thirsty(), sweep);
        Future<Opening> opening = begin(passage);
        feed(passage, ROLE);

        later(Duration.ofMillis(10_500));

        assertThat(opening.result())
                .asInstanceOf(type(Opening.Refused.class))
                .satisfies(r -> assertThat(r.verdict()).isEqualTo(Verdict.TIMED_OUT))
                .satisfies(r -> assertThat(r.error().kind()).isEqualTo(Kind.UPSTREAM_TIMEOUT));
    }

    @Test
    void silenceInMidStreamIsBoundedButNotWhileTheReaderIsSlow() {
        Receiver out = new Receiver(10);
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        begin(passage);
        feed(passage, HELLO);

        later(Duration.ofSeconds(30));
        assertThat(out.isEnded()).as("paused").isFalse();

        out.grant(10_000);
        later(Duration.ofMillis(3_500));
        assertThat(out.last())
                .asInstanceOf(type(Broken.class))
                .satisfies(b -> assertThat(b.verdict()).isEqualTo(Verdict.TIMED_OUT));
    }

    @Test
    void aRefusalWhoseReasonDoesNotComeIsToldWithoutIt() {
        Passage passage = new Passage(TIMEOUTS, Receiver.thirsty(), sweep);
        Future<Opening> opening = passage.run(source);
        passage.sent();
        passage.rejecting(new UpstreamError(GONE, Verdict.LIMITED));

        later(Duration.ofMillis(2_500));

        assertThat(opening.result()).isEqualTo(new Opening.Refused(GONE, Verdict.LIMITED));
    }

    @Test
    void aJsonBodyIsHeldUntilItIsWhole() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep);
        Future<Opening> opening = passage.run(source);
        passage.sent();
        passage.answering(
                new Opening.Opened(200, false, "application/json", Map.of()),
                Dialects.codec(Dialect.OPENAI).bodyReader(Samples.chat(false), Set.of()));

        feed(passage, "{\"choices\":[{\"index\":0,\"message\":{\"content\":\"");
        feed(passage, "x".repeat(100_000));
        assertThat(opening.isComplete()).isFalse();
        feed(passage, "\"},\"finish_reason\":\"stop\"}]}");
        passage.ended();

        assertThat(opening.result()).isInstanceOf(Opening.Opened.class);
        assertThat(out.events()).hasExactlyElementsOfTypes(Said.class, Finished.class);
    }

    @Test
    void whatTheUpstreamDoesNotReportIsAskedForBeforeTheEnd() {
        Receiver out = Receiver.thirsty();
        Promise<Usage> counted = Promise.promise();
        Passage passage = new Passage(TIMEOUTS, out, sweep, new Counting(counted));
        begin(passage);

        feed(passage, HELLO + STOP + DONE);
        assertThat(out.isEnded()).isFalse();
        counted.complete(new Usage(3, 0, 0, 2, 0));

        assertThat(out.last()).isEqualTo(new Finished(null, false, Bytes.utf8(DONE), new Usage(3, 0, 0, 2, 0)));
        passage.ended();
        assertThat(sweep.size()).isZero();
        assertThat(source.log).doesNotContain("abandon");
    }

    @Test
    void aBodyThatEndsWhileItIsCountedEndsThePassageAfterwards() {
        Receiver out = Receiver.thirsty();
        Promise<Usage> counted = Promise.promise();
        Passage passage = new Passage(TIMEOUTS, out, sweep, new Counting(counted));
        begin(passage);
        feed(passage, HELLO + STOP + DONE);
        passage.ended();
        assertThat(out.isEnded()).isFalse();

        counted.fail("nobody can count that");

        assertThat(out.last()).isEqualTo(new Finished(null, false, Bytes.utf8(DONE)));
        assertThat(sweep.size()).isZero();
    }

    @Test
    void aCountThatDoesNotComeIsNotWaitedForForEver() {
        Receiver out = Receiver.thirsty();
        Passage passage = new Passage(TIMEOUTS, out, sweep, new Counting(Promise.promise()));
        begin(passage);
        feed(passage, HELLO + STOP + DONE);

        later(Duration.ofMillis(3_500));

        assertThat(out.last()).isEqualTo(new Finished(null, false, Bytes.utf8(DONE)));
    }

    @Test
    void aCallerWhoLeavesWhileItIsCountedEndsIt() {
        Receiver out = Receiver.thirsty();
        Promise<Usage> counted = Promise.promise();
        Passage passage = new Passage(TIMEOUTS, out, sweep, new Counting(counted));
        begin(passage);
        feed(passage, HELLO + STOP + DONE);

        out.cancel();
        counted.complete(Usage.NONE);

        assertThat(out.isEnded()).isFalse();
        assertThat(sweep.size()).isZero();
        assertThat(source.log).contains("abandon");
    }

    @Test
    void whatTheUpstreamReportsIsNotCounted() {
        Receiver out = Receiver.thirsty();
        Counting counting = new Counting(Promise.promise());
        Passage passage = new Passage(TIMEOUTS, out, sweep, counting);
        begin(passage);

        feed(passage, HELLO + STOP + USAGE + DONE);

        assertThat(out.isEnded()).isTrue();
        assertThat(counting.told).isTrue();
    }

    private static final class Counting implements Appraisal {
        private final Promise<Usage> counted;
        private boolean told;

        Counting(Promise<Usage> counted) {
            this.counted = counted;
        }

        @Override
        public void reported() {
            told = true;
        }

        @Override
        public Future<Usage> appraise(long produced) {
            assertThat(produced).isPositive();
            return counted.future();
        }
    }

    private boolean refusedAfter(Duration time, Consumer<Passage> step) {
        Passage passage = new Passage(TIMEOUTS, Receiver.thirsty(), sweep);
        Future<Opening> opening = passage.run(source);
        step.accept(passage);
        later(time);
        boolean refused = opening.isComplete();
        sweep.forget(passage);
        return refused;
    }

    private Future<Opening> begin(Passage passage) {
        Future<Opening> opening = passage.run(source);
        passage.sent();
        passage.answering(
                new Opening.Opened(200, true, "text/event-stream", Map.of()),
                Dialects.codec(Dialect.OPENAI).streamReader(Samples.chat(true), Set.of()));
        return opening;
    }

    private void later(Duration time) {
        sweep.check(System.nanoTime() + time.toNanos());
    }

    private static void feed(Passage passage, String text) {
        passage.take(Bytes.utf8(text));
    }

    private static String chunk(String delta) {
        return "data: {\"choices\":[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":null}]}\n\n";
    }

    private static final class Log implements Source {
        private final List<String> log = new ArrayList<>();

        @Override
        public void start(Passage passage) {
            log.add("start");
        }

        @Override
        public void pause() {
            log.add("pause");
        }

        @Override
        public void resume() {
            log.add("resume");
        }

        @Override
        public void abandon() {
            log.add("abandon");
        }
    }
}
