package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.Vertx;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamTest {
    record Song(String name) {}

    record Title(String text) {}

    record Note(int pitch) {}

    private static final int WINDOW = 1000;
    private static final int WEIGHT = 100;
    private static final StreamDoor<Song, Title, Note> SING = new StreamDoor<>(
            "choir.sing", Song.class, Title.class, Note.class, Duration.ofSeconds(5), WINDOW, note -> WEIGHT);
    private static final Song SONG = new Song("la");
    private static final Title TITLE = new Title("La");

    private VertxInternal vertx;
    private BusNode node;
    private Office singer;
    private Office listener;

    @BeforeEach
    void start() {
        vertx = (VertxInternal) Vertx.vertx();
        node = BusNode.start(vertx, "n1");
        singer = Office.onEventLoop(vertx, node);
        listener = Office.onEventLoop(vertx, node);
    }

    @AfterEach
    void stop() {
        node.stop().await();
        vertx.close().await();
    }

    @ParameterizedTest
    @ValueSource(strings = {"same loop", "other loop", "virtual threads"})
    void eventsArriveInOrderAfterTheHead(String where) {
        listener = switch (where) {
            case "same loop" -> Office.beside(singer, vertx, node);
            case "other loop" -> Office.onEventLoop(vertx, node);
            default -> Office.onVirtualThreads(vertx, node);
        };
        serve((song, out) -> {
            Choir.sing(out, 500);
            return Future.succeededFuture(TITLE);
        });

        Ear ear = listen();

        ear.awaitEnd();
        assertThat(ear.head).isSameAs(TITLE);
        assertThat(ear.pitches).isEqualTo(IntStream.range(0, 500).boxed().toList());
    }

    @Test
    void eventsSentBeforeTheHeadAreHeldUntilThen() {
        Promise<Title> head = Promise.promise();
        serve((song, out) -> {
            out.send(new Note(0));
            out.send(new Note(1));
            out.end(new Note(2));
            return head.future();
        });
        Ear ear = listen();
        // A frame that crossed after the opening shows that nothing else was sent.
        singer.run(() -> {});
        listener.run(() -> assertThat(ear.pitches).isEmpty());
        assertThat(ear.head).isNull();

        head.complete(TITLE);

        ear.awaitEnd();
        assertThat(ear.pitches).containsExactly(0, 1, 2);
    }

    @Test
    void aFastSenderStopsAtTheWindowAndGoesOnWithCredit() {
        Choir choir = new Choir(100);
        serve(choir);
        Ear ear = new Ear(false);
        Inflow<Title, Note> inflow = listen(ear);

        await().until(() -> ear.pitches.size() == WINDOW / WEIGHT);
        assertThat(choir.sent.get()).isEqualTo(WINDOW / WEIGHT);

        for (int granted = 1; ear.pitches.size() < 100; granted++) {
            listener.run(() -> inflow.grant(WEIGHT));
            assertThat(choir.sent.get()).isLessThanOrEqualTo(granted + WINDOW / WEIGHT);
        }
        ear.awaitEnd();
        assertThat(choir.sent.get()).isEqualTo(100);
    }

    @Test
    void creditTravelsInQuartersOfTheWindow() {
        Choir choir = new Choir(100);
        serve(choir);
        Ear ear = new Ear(false);
        Inflow<Title, Note> inflow = listen(ear);
        await().until(() -> ear.pitches.size() == WINDOW / WEIGHT);

        listener.run(() -> inflow.grant(WINDOW / 4 - 1));
        singer.run(() -> {});
        assertThat(choir.resumed.get()).isZero();
        listener.run(() -> inflow.grant(1));

        await().until(() -> choir.resumed.get() == 1);
        assertThat(choir.sent.get()).isEqualTo(13);
    }

    @Test
    void theServerHearsThatTheOpenerCancelled() {
        Choir choir = new Choir(100);
        serve(choir);
        Ear ear = new Ear(false);
        Inflow<Title, Note> inflow = listen(ear);
        await().until(() -> !ear.pitches.isEmpty());

        listener.run(inflow::cancel);

        await().until(() -> choir.cancelled.get() == 1);
        int heard = ear.pitches.size();
        listener.run(() -> inflow.grant(WINDOW));
        singer.run(() -> assertThat(choir.out().send(new Note(1))).isFalse());
        listener.run(inflow::cancel);
        listener.run(() -> assertThat(ear.pitches).hasSize(heard));
        assertThat(ear.ended || ear.lost != null).isFalse();
        assertThat(choir.cancelled.get()).isOne();
    }

    @Test
    void aCancelInTheMiddleOfAFrameKeepsTheRestOfItBack() {
        serve((song, out) -> {
            Choir.sing(out, 5);
            return Future.succeededFuture(TITLE);
        });
        List<Integer> heard = Collections.synchronizedList(new ArrayList<>());

        listener.run(() -> {
            Inflow<Title, Note> inflow = listener.bus().open(SING, SONG);
            inflow.receive(
                    note -> {
                        heard.add(note.pitch());
                        inflow.cancel();
                    },
                    () -> heard.add(-1),
                    loss -> heard.add(-2));
        });

        await().until(() -> heard.size() == 1);
        singer.run(() -> {});
        listener.run(() -> assertThat(heard).containsExactly(0));
    }

    @Test
    void aStreamMayBeCancelledBeforeItIsOpen() {
        AtomicInteger stopped = new AtomicInteger();
        Promise<Title> head = Promise.promise();
        serve((song, out) -> {
            out.onCancel(stopped::incrementAndGet);
            return head.future();
        });

        Throwable failure = listener.failure(bus -> {
            Inflow<Title, Note> inflow = bus.open(SING, SONG);
            inflow.cancel();
            return inflow.opened();
        });

        assertThat(failure).isInstanceOf(CancellationException.class);
        await().until(() -> stopped.get() == 1);
        head.complete(TITLE);
    }

    @Test
    void whoAsksLateToHearOfACancelHearsOfItAtOnce() {
        Choir choir = new Choir(1000);
        serve(choir);
        Inflow<Title, Note> inflow = listen(new Ear(false));
        await().until(() -> choir.out != null);
        listener.run(inflow::cancel);
        await().until(() -> choir.cancelled.get() == 1);
        AtomicInteger late = new AtomicInteger();

        singer.run(() -> choir.out().onCancel(late::incrementAndGet));

        assertThat(late.get()).isOne();
    }

    @Test
    void aHeadMayStandAlone() {
        serve((song, out) -> {
            out.end();
            return Future.succeededFuture(TITLE);
        });

        Ear ear = listen();

        ear.awaitEnd();
        assertThat(ear.head).isEqualTo(TITLE);
        assertThat(ear.pitches).isEmpty();
    }

    @Test
    void aRefusalArrivesAsItsGatewayErrorAndOnlyThere() {
        serve((song, out) -> {
            out.send(new Note(1));
            return Future.failedFuture(new GatewayException(Kind.NO_CHANNEL, "nobody sings"));
        });

        Ear ear = listen();

        await().until(() -> ear.refusal != null);
        assertThat(ear.refusal).isInstanceOf(GatewayException.class).hasMessage("nobody sings");
        listener.run(() -> assertThat(ear.lost).isNull());
        assertThat(ear.pitches).isEmpty();
    }

    @Test
    void whatAServerThrowsIsAnInternalErrorToTheOpener() {
        serve((song, out) -> {
            throw new IllegalStateException("hoarse");
        });

        Ear ear = listen();

        await().until(() -> ear.refusal != null);
        assertThat(ear.refusal).hasMessage("internal error");
    }

    @Test
    void nobodyToServeIsSaidAtOnce() {
        Ear ear = listen();

        await().atMost(Duration.ofSeconds(4)).until(() -> ear.refusal != null);
        assertThat(ear.refusal).hasMessage("no node serves `choir.sing`");
    }

    @Test
    void aHeadThatDoesNotComeInTimeFailsTheStreamAndStopsTheServer() {
        StreamDoor<Song, Title, Note> hasty = new StreamDoor<>(
                "choir.hasty", Song.class, Title.class, Note.class, Duration.ofMillis(100), WINDOW, note -> WEIGHT);
        AtomicInteger stopped = new AtomicInteger();
        singer.get(bus -> bus.serve(hasty, (song, out) -> {
            out.onCancel(stopped::incrementAndGet);
            return Promise.<Title>promise().future();
        }));

        Throwable failure = listener.failure(bus -> bus.open(hasty, SONG).opened());

        assertThat(failure).hasMessage("nobody answered `choir.hasty` in time");
        await().until(() -> stopped.get() == 1);
    }

    @Test
    void anEventThatItsReceiverChokesOnStopsTheServer() {
        Choir choir = new Choir(1000);
        serve(choir);
        List<Throwable> reported = Collections.synchronizedList(new ArrayList<>());
        listener.context().exceptionHandler(reported::add);

        listener.run(() -> listener.bus()
                .open(SING, SONG)
                .receive(
                        note -> {
                            throw new IllegalStateException("deaf");
                        },
                        () -> {},
                        loss -> {}));

        await().until(() -> choir.cancelled.get() == 1);
        assertThat(reported).singleElement().satisfies(bug -> assertThat(bug).hasMessage("deaf"));
    }

    @Test
    void aServerThatStopsInMidStreamIsALossToTheOpener() {
        Choir choir = new Choir(1000);
        serve(choir);
        Ear ear = new Ear(false);
        listen(ear);
        await().until(() -> ear.pitches.size() == WINDOW / WEIGHT);

        ((Line) singer.bus()).close().await();

        await().until(() -> ear.lost != null);
        assertThat(ear.lost).isInstanceOf(GatewayException.class);
        assertThat(choir.cancelled.get()).isOne();
    }

    @Test
    void anOpenerThatStopsCancelsWhatItHadOpened() {
        Choir choir = new Choir(1000);
        serve(choir);
        Ear ear = new Ear(false);
        listen(ear);
        await().until(() -> !ear.pitches.isEmpty());

        ((Line) listener.bus()).close().await();

        await().until(() -> choir.cancelled.get() == 1);
        assertThat(ear.lost).isInstanceOf(GatewayException.class);
    }

    @Test
    void streamsInFlightGoOnAfterTheServerHasLeft() {
        Choir choir = new Choir(100);
        serve(choir);
        Ear ear = new Ear(false);
        Inflow<Title, Note> inflow = listen(ear);
        await().until(() -> !ear.pitches.isEmpty());

        singer.get(Bus::leave);
        listener.run(() -> inflow.grant(100 * WEIGHT));

        ear.awaitEnd();
        assertThat(ear.pitches).hasSize(100);
    }

    @Test
    void aStreamIsOpenedOnItsOwnContextOnly() {
        assertThatThrownBy(() -> listener.bus().open(SING, SONG)).isInstanceOf(IllegalStateException.class);
    }

    private void serve(StreamServer<Song, Title, Note> server) {
        singer.get(bus -> bus.serve(SING, server));
    }

    private Ear listen() {
        Ear ear = new Ear(true);
        listen(ear);
        return ear;
    }

    private Inflow<Title, Note> listen(Ear ear) {
        return listener.get(bus -> {
            Inflow<Title, Note> inflow = bus.open(SING, SONG);
            ear.attach(inflow);
            return Future.succeededFuture(inflow);
        });
    }

    /** Hears a stream; grants what it has heard if it is generous. */
    private static final class Ear {
        private final boolean generous;
        private final List<Integer> pitches = Collections.synchronizedList(new ArrayList<>());
        private volatile @Nullable Title head;
        private volatile @Nullable Throwable refusal;
        private volatile @Nullable Throwable lost;
        private volatile boolean ended;

        private Ear(boolean generous) {
            this.generous = generous;
        }

        private void attach(Inflow<Title, Note> inflow) {
            inflow.opened().onSuccess(title -> {
                head = title;
                inflow.receive(note -> hear(inflow, note), () -> ended = true, loss -> lost = loss);
            });
            inflow.opened().onFailure(failure -> refusal = failure);
        }

        private void hear(Inflow<Title, Note> inflow, Note note) {
            pitches.add(note.pitch());
            if (generous) {
                inflow.grant(WEIGHT);
            }
        }

        private void awaitEnd() {
            await().until(() -> ended);
        }
    }

    /** Sings so many notes, as fast as credit allows. */
    private static final class Choir implements StreamServer<Song, Title, Note> {
        private final int notes;
        private final AtomicInteger sent = new AtomicInteger();
        private final AtomicInteger resumed = new AtomicInteger();
        private final AtomicInteger cancelled = new AtomicInteger();
        private volatile @Nullable Outflow<Note> out;

        private Choir(int notes) {
            this.notes = notes;
        }

        @Override
        public Future<Title> serve(Song song, Outflow<Note> outflow) {
            out = outflow;
            outflow.onCancel(cancelled::incrementAndGet);
            outflow.onCredit(() -> {
                resumed.incrementAndGet();
                pump(outflow);
            });
            pump(outflow);
            return Future.succeededFuture(TITLE);
        }

        private void pump(Outflow<Note> outflow) {
            boolean more = true;
            while (more && sent.get() < notes) {
                more = outflow.send(new Note(sent.getAndIncrement()));
            }
            if (sent.get() == notes) {
                outflow.end();
            }
        }

        private Outflow<Note> out() {
            return Objects.requireNonNull(out);
        }

        private static void sing(Outflow<Note> out, int notes) {
            IntStream.range(0, notes - 1).forEach(pitch -> out.send(new Note(pitch)));
            out.end(new Note(notes - 1));
        }
    }
}
