package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.Bytes;
import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import dev.sluice.testkit.FreePorts;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ClusterTest {
    record Wish(String text) {}

    record Start(int status) {}

    record Piece(int number, Bytes bytes) {}

    private static final int WINDOW = 64 * 1024;
    private static final int SIZE = 1000;
    private static final int PIECES = 3000;

    private static int port;
    private static Peer front;
    private static Peer back;

    @BeforeAll
    static void start() {
        port = FreePorts.one();
        int second = FreePorts.one();
        front = Peer.start("front", Peer.settings(port, List.of(port, second), null));
        back = Peer.start("back", Peer.settings(second, List.of(port, second), null));
    }

    @AfterAll
    static void stop() {
        front.stop();
        back.stop();
    }

    @Test
    void aQuestionAndItsFailureCross() {
        Question<Wish, Start> ask = question("a.cross");
        GatewayError error = GatewayError.of(Kind.RATE_LIMITED, "slow down").retryAfter(Duration.ofSeconds(2));
        back.office()
                .get(bus -> bus.answer(
                        ask,
                        wish -> wish.text().isEmpty()
                                ? Future.failedFuture(new GatewayException(error))
                                : Future.succeededFuture(new Start(wish.text().length()))));
        front.awaitServed(ask.address());
        Office asker = front.office();

        assertThat(asker.<Start>get(bus -> bus.ask(ask, new Wish("four")))).isEqualTo(new Start(4));
        Throwable failure = asker.failure(bus -> bus.ask(ask, new Wish("")));

        assertThat(((GatewayException) failure).error()).isEqualTo(error);
    }

    @Test
    void aBugOnAnotherNodeIsToldToo() {
        Question<Wish, Start> ask = question("a.bug");
        back.office()
                .get(bus -> bus.answer(ask, wish -> {
                    throw new IllegalStateException("oops");
                }));
        front.awaitServed(ask.address());

        assertThat(front.office().failure(bus -> bus.ask(ask, new Wish("")))).hasMessage("internal error");
    }

    @Test
    void aQuestionStaysOnTheNodeIfItCan() {
        Question<Wish, Start> ask = question("a.local");
        back.office().get(bus -> bus.answer(ask, wish -> Future.succeededFuture(new Start(2))));
        front.awaitServed(ask.address());
        Office asker = front.office();
        assertThat(asker.<Start>get(bus -> bus.ask(ask, new Wish("")))).isEqualTo(new Start(2));

        front.office().get(bus -> bus.answer(ask, wish -> Future.succeededFuture(new Start(1))));

        for (int i = 0; i < 10; i++) {
            assertThat(asker.<Start>get(bus -> bus.ask(ask, new Wish("")))).isEqualTo(new Start(1));
        }
    }

    @Test
    void aNodeThatHasLeftIsNotAskedAndNobodyAtAllIsSaidAtOnce() {
        Question<Wish, Start> ask = question("a.leave");
        Office asker = front.office();
        Office leaver = back.office();
        leaver.get(bus -> bus.answer(ask, wish -> Future.succeededFuture(new Start(2))));
        front.awaitServed(ask.address());
        assertThat(asker.<Start>get(bus -> bus.ask(ask, new Wish("")))).isEqualTo(new Start(2));

        leaver.get(Bus::leave);

        Question<Wish, Start> hasty = new Question<>(ask.address(), Wish.class, Start.class, Duration.ofMillis(500));
        await().until(
                        () -> asker.failure(bus -> bus.ask(hasty, new Wish(""))).getMessage(),
                        "no node serves `a.leave`"::equals);
        long asked = System.nanoTime();
        assertThat(asker.failure(bus -> bus.ask(ask, new Wish("")))).hasMessage("no node serves `a.leave`");
        assertThat(System.nanoTime() - asked).isLessThan(TimeUnit.SECONDS.toNanos(5));
    }

    @Test
    void newsIsHeardOnAllNodes() {
        News<Wish> news = new News<>("wish.made", Wish.class);
        ConcurrentLinkedQueue<Wish> heard = new ConcurrentLinkedQueue<>();
        Office teller = front.office();
        teller.get(bus -> bus.hear(news, heard::add));
        back.office().get(bus -> bus.hear(news, heard::add));

        teller.bus().tell(news, new Wish("peace"));

        await().until(() -> heard.size() == 2);
        assertThat(heard).containsOnly(new Wish("peace"));
    }

    @Test
    void aStreamCrossesInOrderAndItsSenderNeverRunsAheadOfTheWindow() {
        StreamDoor<Wish, Start, Piece> door = door("s.cross");
        Source source = new Source();
        back.office().get(bus -> bus.serve(door, source));
        front.awaitServed(door.address());
        Office opener = front.office();
        Sink sink = new Sink();
        Inflow<Start, Piece> inflow = sink.open(opener, door);

        await().until(() -> sink.received.size() * SIZE >= WINDOW);
        opener.run(() -> {});
        assertThat(source.sent.get() * SIZE).isBetween(WINDOW, WINDOW + SIZE);
        AtomicInteger granted = new AtomicInteger();
        // Until the end: a sender that ran out of credit with its last piece says so only when it is given more.
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            opener.run(() -> {
                int drained = sink.received.size() * SIZE - granted.get();
                granted.addAndGet(drained);
                inflow.grant(drained);
            });
            assertThat(source.sent.get() * SIZE).isLessThanOrEqualTo(granted.get() + WINDOW + SIZE);
            return sink.ended;
        });
        assertThat(sink.received).isEqualTo(IntStream.range(0, PIECES).boxed().toList());
        assertThat(source.paused.get()).isPositive();
    }

    @Test
    void aCancelCrossesAlsoBeforeTheStreamIsOpen() {
        StreamDoor<Wish, Start, Piece> door = door("s.cancel");
        AtomicInteger cancelled = new AtomicInteger();
        back.office()
                .get(bus -> bus.serve(door, (wish, out) -> {
                    out.onCancel(cancelled::incrementAndGet);
                    return Promise.<Start>promise().future();
                }));
        front.awaitServed(door.address());

        Throwable failure = front.office().failure(bus -> {
            Inflow<Start, Piece> inflow = bus.open(door, new Wish(""));
            inflow.cancel();
            return inflow.opened();
        });

        assertThat(failure).isInstanceOf(CancellationException.class);
        await().until(() -> cancelled.get() == 1);
    }

    @Test
    void aStreamThatNobodyServesIsRefusedAtOnce() {
        StreamDoor<Wish, Start, Piece> door = door("s.nobody");

        assertThat(front.office().failure(bus -> bus.open(door, new Wish("")).opened()))
                .hasMessage("no node serves `s.nobody`");
    }

    @Test
    void whenTheServersNodeDiesItsOpenersLoseTheirStreams() {
        StreamDoor<Wish, Start, Piece> door = door("s.death");
        Peer third = third();
        third.office().get(bus -> bus.serve(door, new Source()));
        front.awaitServed(door.address());
        Sink sink = new Sink();
        sink.open(front.office(), door);
        await().until(() -> !sink.received.isEmpty());

        third.kill();

        await().atMost(Duration.ofSeconds(20)).until(() -> sink.lost != null);
        assertThat(sink.lost)
                .isInstanceOfSatisfying(
                        GatewayException.class,
                        loss -> assertThat(loss.error().kind()).isEqualTo(Kind.UPSTREAM_FAILED));
        third.vertx().close();
    }

    @Test
    void whenTheOpenersNodeDiesItsServersStop() {
        StreamDoor<Wish, Start, Piece> door = door("s.orphan");
        Source source = new Source();
        back.office().get(bus -> bus.serve(door, source));
        Peer third = third();
        Sink sink = new Sink();
        third.awaitServed(door.address());
        sink.open(third.office(), door);
        await().until(() -> !sink.received.isEmpty());

        third.kill();

        await().atMost(Duration.ofSeconds(20)).until(() -> source.cancelled.get() == 1);
        third.vertx().close();
    }

    private static Peer third() {
        return Peer.start("third-" + FreePorts.one(), Peer.settings(FreePorts.one(), List.of(port), null));
    }

    private static Question<Wish, Start> question(String address) {
        return new Question<>(address, Wish.class, Start.class, Duration.ofSeconds(10));
    }

    private static StreamDoor<Wish, Start, Piece> door(String address) {
        return new StreamDoor<>(
                address,
                Wish.class,
                Start.class,
                Piece.class,
                Duration.ofSeconds(10),
                WINDOW,
                piece -> piece.bytes().length());
    }

    /** Sends all pieces, as fast as credit allows. */
    private static final class Source implements StreamServer<Wish, Start, Piece> {
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger paused = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();

        @Override
        public Future<Start> serve(Wish wish, Outflow<Piece> out) {
            out.onCredit(() -> pump(out));
            out.onCancel(cancelled::incrementAndGet);
            pump(out);
            return Future.succeededFuture(new Start(200));
        }

        private void pump(Outflow<Piece> out) {
            while (sent.get() < PIECES) {
                if (!out.send(new Piece(sent.getAndIncrement(), Bytes.of(new byte[SIZE])))) {
                    paused.incrementAndGet();
                    return;
                }
            }
            out.end();
        }
    }

    /** Takes pieces and grants nothing by itself. */
    private static final class Sink {
        private final List<Integer> received = Collections.synchronizedList(new ArrayList<>());
        private volatile boolean ended;
        private volatile @Nullable Throwable lost;

        private Inflow<Start, Piece> open(Office office, StreamDoor<Wish, Start, Piece> door) {
            return office.get(bus -> {
                Inflow<Start, Piece> inflow = bus.open(door, new Wish("all"));
                inflow.receive(piece -> received.add(piece.number()), () -> ended = true, loss -> lost = loss);
                return Future.succeededFuture(inflow);
            });
        }
    }
}
