package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Context;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.VerticleBase;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LineTest {
    record Word(String text) {}

    record Length(int value) {}

    private static final Question<Word, Length> MEASURE =
            new Question<>("ruler.measure", Word.class, Length.class, Duration.ofSeconds(5));
    private static final Question<Word, Length> HASTE =
            new Question<>("ruler.haste", Word.class, Length.class, Duration.ofMillis(100));
    private static final News<Word> SAID = new News<>("word.said", Word.class);
    private static final Word HELLO = new Word("hello");

    private VertxInternal vertx;
    private BusNode node;

    @BeforeEach
    void start() {
        vertx = (VertxInternal) Vertx.vertx();
        node = BusNode.start(vertx, "n1");
    }

    @AfterEach
    void stop() {
        node.stop().await();
        vertx.close().await();
    }

    @Test
    void aQuestionAndItsAnswerAreHandedOverAsTheyAre() {
        Office asker = office();
        Set<Word> heard = ConcurrentHashMap.newKeySet();
        Length five = new Length(5);
        office().get(bus -> bus.answer(MEASURE, word -> {
            heard.add(word);
            return Future.succeededFuture(five);
        }));

        Length answer = asker.get(bus -> bus.ask(MEASURE, HELLO));

        assertThat(answer).isSameAs(five);
        assertThat(heard.iterator().next()).isSameAs(HELLO);
    }

    @Test
    void anExpectedFailureArrivesWhole() {
        GatewayError error = GatewayError.of(Kind.RATE_LIMITED, "not so fast")
                .retryAfter(Duration.ofSeconds(3))
                .at("model");
        office().get(bus -> bus.answer(MEASURE, word -> Future.failedFuture(new GatewayException(error))));

        Throwable failure = office().failure(bus -> bus.ask(MEASURE, HELLO));

        assertThat(((GatewayException) failure).error()).isEqualTo(error);
    }

    @Test
    void whatAnAnswererThrowsReachesTheAskerAsAnInternalError() {
        office().get(bus -> bus.answer(MEASURE, word -> {
            throw new IllegalStateException("the ruler is broken, and nobody should read this");
        }));

        Throwable failure = office().failure(bus -> bus.ask(MEASURE, HELLO));

        assertError(failure, Kind.BUG, "internal error");
    }

    @Test
    void aQuestionThatNobodyAnswersHereFailsAtOnce() {
        long asked = System.nanoTime();

        Throwable failure = office().failure(bus -> bus.ask(MEASURE, HELLO));

        assertError(failure, Kind.UNAVAILABLE, "no node serves `ruler.measure`");
        assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.SECONDS.toNanos(4));
    }

    @Test
    void aQuestionThatStaysUnansweredFailsWhenItsTimeIsUp() {
        office().get(bus -> bus.answer(HASTE, word -> Promise.<Length>promise().future()));
        Office asker = office();
        long asked = System.nanoTime();

        Throwable failure = asker.failure(bus -> bus.ask(HASTE, HELLO));

        assertError(failure, Kind.OVERLOADED, "nobody answered `ruler.haste` in time");
        assertThat(((GatewayException) failure).error().retryAfter()).isEqualTo(Duration.ofSeconds(1));
        assertThat(System.nanoTime() - asked)
                .isGreaterThanOrEqualTo(HASTE.timeout().toNanos());
    }

    @Test
    void theAnswererOfTheSameEventLoopIsPreferred() {
        Office asker = office();
        answering(office(), 1);
        answering(Office.beside(asker, vertx, node), 2);
        answering(office(), 3);

        assertThat(answers(asker, 12)).containsOnly(2);
    }

    @Test
    void answerersOfOtherEventLoopsTakeTurns() {
        Office asker = Office.onVirtualThreads(vertx, node);
        answering(office(), 1);
        answering(office(), 2);
        answering(Office.onVirtualThreads(vertx, node), 3);

        assertThat(answers(asker, 12)).containsSubsequence(1, 2, 3, 1, 2, 3).hasSize(12);
        assertThat(answers(asker, 12).stream().filter(n -> n == 3)).hasSize(4);
    }

    @Test
    void whoHasLeftIsNotAsked() {
        Office asker = office();
        Office leaver = Office.beside(asker, vertx, node);
        answering(leaver, 1);
        answering(office(), 2);
        assertThat(answers(asker, 3)).containsOnly(1);

        leaver.get(Bus::leave);

        assertThat(answers(asker, 3)).containsOnly(2);
    }

    @Test
    void answersCompleteOnTheAskersContextWherever() {
        Office asker = office();
        answering(office(), 1);

        Future<Context> there = asker.bus().ask(MEASURE, HELLO).map(answer -> Vertx.currentContext());

        assertThat(await().until(there::result, c -> c != null)).isEqualTo(asker.context());
    }

    @Test
    void virtualThreadsAnswerWhileOthersOfThemWait() {
        Office slow = Office.onVirtualThreads(vertx, node);
        slow.get(bus -> bus.answer(MEASURE, word -> {
            vertx.timer(200, TimeUnit.MILLISECONDS).await();
            return Future.succeededFuture(new Length(1));
        }));
        Office asker = office();
        long asked = System.nanoTime();

        asker.get(bus -> Future.all(
                IntStream.range(0, 40).mapToObj(i -> bus.ask(MEASURE, HELLO)).toList()));

        assertThat(System.nanoTime() - asked)
                .isBetween(TimeUnit.MILLISECONDS.toNanos(200), TimeUnit.SECONDS.toNanos(6));
    }

    @Test
    void anAnswererOnVirtualThreadsMayWaitForAnAnswerToItsOwnQuestion() {
        Question<Word, Length> twice = new Question<>("ruler.twice", Word.class, Length.class, Duration.ofSeconds(5));
        answering(office(), 4);
        Office middle = Office.onVirtualThreads(vertx, node);
        middle.get(bus -> bus.answer(twice, word -> {
            int first = bus.ask(MEASURE, word).await().value();
            int second = bus.ask(MEASURE, word).await().value();
            return Future.succeededFuture(new Length(first + second));
        }));

        Length answer = office().get(bus -> bus.ask(twice, HELLO));

        assertThat(answer).isEqualTo(new Length(8));
    }

    @Test
    void newsReachesEveryoneWhoHearsItTheTellerToo() {
        ConcurrentLinkedQueue<Word> heard = new ConcurrentLinkedQueue<>();
        Office teller = office();
        for (Office listener : List.of(teller, office(), Office.onVirtualThreads(vertx, node))) {
            listener.get(bus -> bus.hear(SAID, heard::add));
        }

        teller.run(() -> teller.bus().tell(SAID, HELLO));

        await().until(() -> heard.size() == 3);
        assertThat(heard).allSatisfy(word -> assertThat(word).isSameAs(HELLO));
    }

    @Test
    void aVerticleThatIsUndeployedIsNotAskedAndItsOwnQuestionsFail() {
        Answerer answerer = new Answerer(node);
        String id = vertx.deployVerticle(answerer).await();
        Office asker = office();
        assertThat(asker.<Length>get(bus -> bus.ask(MEASURE, HELLO)).value()).isEqualTo(5);

        vertx.undeploy(id).await();

        assertError(asker.failure(bus -> bus.ask(MEASURE, HELLO)), Kind.UNAVAILABLE, "no node serves `ruler.measure`");
        await().until(answerer.ownQuestion::failed);
        assertThat(answerer.ownQuestion.cause()).isInstanceOf(GatewayException.class);
    }

    @Test
    void aVerticleOnVirtualThreadsHasALineToo() throws TimeoutException {
        Answerer answerer = new Answerer(node);
        DeploymentOptions onVirtualThreads = new DeploymentOptions().setThreadingModel(ThreadingModel.VIRTUAL_THREAD);
        String id = vertx.deployVerticle(answerer, onVirtualThreads).await();
        Office asker = office();
        assertThat(asker.<Length>get(bus -> bus.ask(MEASURE, HELLO)).value()).isEqualTo(5);

        vertx.undeploy(id).await(10, TimeUnit.SECONDS);

        assertError(asker.failure(bus -> bus.ask(MEASURE, HELLO)), Kind.UNAVAILABLE, "no node serves `ruler.measure`");
    }

    @Test
    void aLineIsMadeOnItsOwnContextOnly() {
        Context context = vertx.createEventLoopContext();

        assertThatThrownBy(() -> node.join(context)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void anAddressIsAnsweredOnceByALine() {
        Office office = office();
        answering(office, 1);

        assertThat(office.failure(bus -> bus.answer(MEASURE, word -> Future.succeededFuture(new Length(2)))))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void theNodeKnowsHowLongItsFramesTake() {
        await().until(() -> node.lag().isPositive() && node.lag().toMillis() < 1000);
    }

    private Office office() {
        return Office.onEventLoop(vertx, node);
    }

    private static void answering(Office office, int value) {
        office.get(bus -> bus.answer(MEASURE, word -> Future.succeededFuture(new Length(value))));
    }

    private static List<Integer> answers(Office asker, int times) {
        return IntStream.range(0, times)
                .mapToObj(i -> asker.<Length>get(bus -> bus.ask(MEASURE, HELLO)).value())
                .toList();
    }

    private static void assertError(Throwable failure, Kind kind, String message) {
        assertThat(failure).isInstanceOf(GatewayException.class).hasMessage(message);
        assertThat(((GatewayException) failure).error().kind()).isEqualTo(kind);
    }

    private static final class Answerer extends VerticleBase {
        private final BusNode node;
        private Future<Length> ownQuestion = Future.succeededFuture();

        private Answerer(BusNode node) {
            this.node = node;
        }

        @Override
        public Future<?> start() {
            Bus bus = node.join(context);
            ownQuestion = bus.answer(HASTE, word -> Promise.<Length>promise().future())
                    .compose(v -> bus.ask(
                            new Question<>(HASTE.address(), Word.class, Length.class, Duration.ofHours(1)), HELLO));
            return bus.answer(MEASURE, word -> Future.succeededFuture(new Length(5)));
        }
    }
}
