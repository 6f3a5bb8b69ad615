package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Three real nodes in one JVM: who they know, whom they ask, and what becomes of questions when one leaves. */
class MembersTest {
    record Wish(String text) {}

    record Granted(String by) {}

    private static final Duration LONG = Duration.ofMinutes(5);
    private static final Question<Wish, Granted> ONCE = new Question<>("fairy.grant", Wish.class, Granted.class, LONG);
    private static final Question<Wish, Granted> AGAIN =
            new Question<>("fairy.look", Wish.class, Granted.class, LONG, true);

    private int port;
    private Peer a;
    private Peer b;
    private Peer c;

    @BeforeEach
    void start() {
        port = FreePorts.one();
        a = peer("a", port);
        b = peer("b", FreePorts.one());
        c = peer("c", FreePorts.one());
    }

    @AfterEach
    void stop() {
        c.stop();
        b.stop();
        a.stop();
    }

    @Test
    void everyNodeKnowsAllOthersWithTheirVersionsAndRoles() {
        b.office().get(bus -> bus.answer(ONCE, wish -> granted("b")));
        c.node().play("ingress");

        List<Member> all = List.of(
                new Member("a", "1.0", Set.of(), false),
                new Member("b", "1.0", Set.of("fairy"), false),
                new Member("c", "1.0", Set.of("ingress"), false));
        for (Peer peer : List.of(a, b, c)) {
            await().until(() -> peer.node().members().now(), all::equals);
            assertThat(peer.node().members().has("fairy")).isTrue();
            assertThat(peer.node().members().has("router")).isFalse();
        }
        assertThat(b.node().members().self()).isEqualTo("b");
    }

    @Test
    void whoHearsIsToldOfEachChange() throws Exception {
        ConcurrentLinkedQueue<Integer> sizes = new ConcurrentLinkedQueue<>();
        AutoCloseable ear = a.node().members().hear(members -> sizes.add(members.size()));

        Peer fourth = peer("d", FreePorts.one());
        await().until(() -> sizes.contains(4));
        fourth.stop();

        await().until(() -> a.node().members().now().size() == 3);
        assertThat(sizes).endsWith(3);
        ear.close();
        b.node().play("admin");
        await().until(() -> a.node().members().has("admin"));
        assertThat(sizes).endsWith(3);
    }

    @Test
    void aQuestionGoesToTheNodeThatIsNamedAlsoIfItIsThisOne() {
        for (Peer peer : List.of(a, b, c)) {
            String name = peer.node().nodeId();
            peer.office().get(bus -> bus.answer(ONCE, wish -> granted(name)));
        }
        Office asker = a.office();
        awaitAt("b");
        awaitAt("c");

        for (int i = 0; i < 10; i++) {
            for (String name : List.of("a", "b", "c")) {
                assertThat(asker.<Granted>get(bus -> bus.askAt(name, ONCE, new Wish(""))))
                        .isEqualTo(new Granted(name));
            }
        }
    }

    @Test
    void aNodeThatIsNotThereOrDoesNotAnswerThatIsSaidAtOnce() {
        b.office().get(bus -> bus.answer(ONCE, wish -> granted("b")));
        Office asker = a.office();

        assertUnavailable(asker.failure(bus -> bus.askAt("nobody", ONCE, new Wish(""))), "node nobody does not serve");
        assertUnavailable(asker.failure(bus -> bus.askAt("c", ONCE, new Wish(""))), "node c does not serve");
        assertUnavailable(asker.failure(bus -> bus.askAt("a", ONCE, new Wish(""))), "node a does not serve");
    }

    @Test
    void aQuestionUnderWayFailsAtOnceWhenItsNodeDies() {
        AtomicInteger asked = new AtomicInteger();
        c.office().get(bus -> bus.answer(ONCE, wish -> hang(asked)));
        a.awaitServed(ONCE.address());
        Office asker = a.office();
        Future<Granted> named = begin(asker, bus -> bus.askAt("c", ONCE, new Wish("")));
        Future<Granted> any = begin(asker, bus -> bus.ask(ONCE, new Wish("")));
        await().until(() -> asked.get() == 2);

        c.kill();

        await().atMost(Duration.ofSeconds(20)).until(() -> named.isComplete() && any.isComplete());
        assertUnavailable(named.cause(), "has left");
        assertUnavailable(any.cause(), "has left");
    }

    @Test
    void aQuestionThatMayBeAskedTwiceGoesToAnotherNodeWhenItsNodeDies() {
        AtomicInteger asked = new AtomicInteger();
        c.office().get(bus -> bus.answer(AGAIN, wish -> hang(asked)));
        a.awaitServed(AGAIN.address());
        Future<Granted> question = begin(a.office(), bus -> bus.ask(AGAIN, new Wish("")));
        await().until(() -> asked.get() == 1);
        b.office().get(bus -> bus.answer(AGAIN, wish -> granted("b")));
        await().until(() -> ((EventBusNode) a.node()).directory().at("b", AGAIN.address()) != null);

        c.kill();

        await().atMost(Duration.ofSeconds(20)).until(question::isComplete);
        assertThat(question.result()).isEqualTo(new Granted("b"));
    }

    @Test
    void aQuestionUnderWayFailsAtOnceWhenTheAnswererStopsAndItsNodeStays() {
        AtomicInteger asked = new AtomicInteger();
        Office answerer = c.office();
        answerer.get(bus -> bus.answer(ONCE, wish -> hang(asked)));
        a.awaitServed(ONCE.address());
        Future<Granted> question = begin(a.office(), bus -> bus.ask(ONCE, new Wish("")));
        await().until(() -> asked.get() == 1);

        c.node().stop().await();

        await().until(question::isComplete);
        assertUnavailable(question.cause(), "has left");
    }

    @Test
    void whoDrainsIsNotAskedWhileThereAreOthersButAnswersByNameAndWhenItIsTheLast() {
        for (Peer peer : List.of(b, c)) {
            peer.office()
                    .get(bus -> bus.answer(ONCE, wish -> granted(peer.node().nodeId())));
            awaitAt(peer.node().nodeId());
        }
        Office asker = a.office();

        b.node().drain().await();
        await().until(() -> a.node().members().now().get(1).draining());

        for (int i = 0; i < 50; i++) {
            assertThat(asker.<Granted>get(bus -> bus.ask(ONCE, new Wish("")))).isEqualTo(new Granted("c"));
        }
        assertThat(asker.<Granted>get(bus -> bus.askAt("b", ONCE, new Wish(""))))
                .isEqualTo(new Granted("b"));
        c.node().stop().await();
        await().until(() -> ((EventBusNode) a.node()).directory().at("c", ONCE.address()) == null);
        assertThat(asker.<Granted>get(bus -> bus.ask(ONCE, new Wish("")))).isEqualTo(new Granted("b"));
    }

    @Test
    void aSecondNodeOfALivingNameIsRefused() {
        assertThatThrownBy(() -> peer("b", FreePorts.one()))
                .isInstanceOf(ClusterRefused.class)
                .hasMessageContaining("cluster.node is 'b'");
    }

    private Peer peer(String name, int memberPort) {
        return Peer.start(name, Peer.settings(memberPort, List.of(port, memberPort), null));
    }

    private void awaitAt(String name) {
        await().until(() -> ((EventBusNode) a.node()).directory().at(name, ONCE.address()) != null);
    }

    private static Future<Granted> granted(String by) {
        return Future.succeededFuture(new Granted(by));
    }

    private static Future<Granted> hang(AtomicInteger asked) {
        asked.incrementAndGet();
        return Promise.<Granted>promise().future();
    }

    private static Future<Granted> begin(Office asker, Function<Bus, Future<Granted>> question) {
        return asker.<Future<Granted>>get(bus -> Future.succeededFuture(question.apply(bus)));
    }

    private static void assertUnavailable(Throwable failure, String message) {
        assertThat(failure)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        said -> assertThat(said.error().kind()).isEqualTo(Kind.UNAVAILABLE));
        assertThat(failure).hasMessageContaining(message);
    }
}
