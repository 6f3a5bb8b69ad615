package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class QuestionsTest {
    private static final Question<String, String> ASK =
            new Question<>("oracle.ask", String.class, String.class, Duration.ofSeconds(1));
    private static final long LATER = TimeUnit.SECONDS.toNanos(2);

    private final Questions questions = new Questions(2);

    @Test
    void itIsFullWhenSoManyWait() {
        questions.add(1, ASK, Promise.promise());
        assertThat(questions.isFull()).isFalse();
        questions.add(2, ASK, Promise.promise());
        assertThat(questions.isFull()).isTrue();

        questions.answered(new Frame.Answer(1, "yes"));

        assertThat(questions.isFull()).isFalse();
    }

    @Test
    void onlyWhatIsOverdueIsSweptAway() {
        Promise<String> early = Promise.promise();
        Promise<String> late = Promise.promise();
        questions.add(1, ASK, early);
        questions.add(2, new Question<>("oracle.ask", String.class, String.class, Duration.ofHours(1)), late);

        questions.sweep(System.nanoTime());
        assertThat(early.future().isComplete()).isFalse();
        questions.sweep(System.nanoTime() + LATER);

        assertThat(kind(early)).isEqualTo(Kind.OVERLOADED);
        assertThat(late.future().isComplete()).isFalse();
    }

    @Test
    void anAnswerThatComesTooLateIsNotHeard() {
        Promise<String> promise = Promise.promise();
        questions.add(1, ASK, promise);
        questions.sweep(System.nanoTime() + LATER);

        questions.answered(new Frame.Answer(1, "yes"));

        assertThat(promise.future().failed()).isTrue();
        assertThat(questions.failed(1, Failures.closed())).isFalse();
    }

    @Test
    void whoIsToldThatNobodyAnsweredMayAskAgainAtOnce() {
        Promise<String> first = Promise.promise();
        Promise<String> second = Promise.promise();
        questions.add(1, ASK, first);
        first.future().onFailure(late -> questions.add(2, ASK, second));

        questions.sweep(System.nanoTime() + LATER);
        questions.answered(new Frame.Answer(2, "yes"));

        assertThat(second.future().result()).isEqualTo("yes");
    }

    @Test
    void allWhoWaitAreToldOfTheEnd() {
        Promise<String> promise = Promise.promise();
        questions.add(1, ASK, promise);

        questions.close();

        assertThat(kind(promise)).isEqualTo(Kind.OVERLOADED);
    }

    private static Kind kind(Promise<String> promise) {
        return ((GatewayException) promise.future().cause()).error().kind();
    }
}
