package dev.sluice.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.model.call.GatewayError;
import dev.sluice.model.call.GatewayError.Kind;
import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.eventbus.DeliveryOptions;
import io.vertx.core.internal.VertxInternal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What an opener makes of a server that is not one of ours: here the test itself, frame by frame. */
class InletTest {
    private static final StreamDoor<String, String, String> TALK = new StreamDoor<>(
            "parrot.talk", String.class, String.class, String.class, Duration.ofSeconds(5), 100, String::length);
    private static final String PARROT = "bus.elsewhere.1";
    private static final String TALKER = "bus.elsewhere.2";
    private static final Frame.Presence PRESENCE = new Frame.Presence(
            "m2",
            "n2",
            "",
            1,
            false,
            List.of("parrot"),
            Map.of(TALK.address(), List.of(TALKER)),
            List.of(PARROT, TALKER));

    private final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Frame> told = new ConcurrentLinkedQueue<>();
    private volatile Frame.@Nullable Open opening;
    private VertxInternal vertx;
    private BusNode node;
    private Office office;

    @BeforeEach
    void start() {
        vertx = (VertxInternal) Vertx.vertx();
        node = BusNode.start(vertx, "n1");
        office = Office.onEventLoop(vertx, node);
        ((EventBusNode) node).directory().heard(PRESENCE, member -> true, System.nanoTime());
        vertx.eventBus().<Frame>consumer(TALKER, message -> opening = (Frame.Open) message.body());
        vertx.eventBus().<Frame>consumer(PARROT, message -> told.add(message.body()));
    }

    @AfterEach
    void stop() {
        node.stop().await();
        vertx.close().await();
    }

    @Test
    void aServerThatMakesItselfKnownIsGrantedCredit() {
        Inflow<String, String> inflow = open();
        send(new Frame.Accepted(id(), PARROT, "m2"));
        send(new Frame.Head(id(), "polly"));
        send(new Frame.Data(id(), 0, List.of("a", "b"), false));
        await().until(() -> heard.size() == 3);

        office.run(() -> inflow.grant(30));

        await().until(() -> told.size() == 1);
        assertThat(told).containsExactly(new Frame.Credit(opening().from(), id(), 30));
        assertThat(heard).containsExactly("head polly", "a", "b");
    }

    @Test
    void aCancelWaitsForTheServerToMakeItselfKnown() {
        Inflow<String, String> inflow = open();
        office.run(inflow::cancel);
        assertThat(told).isEmpty();

        send(new Frame.Accepted(id(), PARROT, "m2"));

        await().until(() -> told.size() == 1);
        assertThat(told).containsExactly(new Frame.Cancel(opening().from(), id()));
    }

    @Test
    void aFrameLostOnTheWayLosesTheStream() {
        open();
        send(new Frame.Accepted(id(), PARROT, "m2"));
        send(new Frame.Head(id(), "polly"));
        send(new Frame.Data(id(), 0, List.of("a"), false));
        send(new Frame.Data(id(), 2, List.of("c"), true));

        await().until(() -> heard.contains("lost UPSTREAM_FAILED"));
        await().until(() -> told.size() == 1);
        assertThat(heard).containsExactly("head polly", "a", "lost UPSTREAM_FAILED");
        assertThat(told).containsExactly(new Frame.Cancel(opening().from(), id()));
    }

    @Test
    void aFailureAfterTheHeadLosesTheStreamAfterWhatHadCome() {
        open();
        send(new Frame.Accepted(id(), PARROT, "m2"));
        send(new Frame.Head(id(), "polly"));
        send(new Frame.Data(id(), 0, List.of("a"), false));
        send(new Frame.Failure(id(), GatewayError.of(Kind.BUG, "internal error")));
        send(new Frame.Data(id(), 1, List.of("b"), false));

        await().until(() -> heard.contains("lost BUG"));
        office.run(() -> {});
        assertThat(heard).containsExactly("head polly", "a", "lost BUG");
    }

    @Test
    void eventsThatComeBeforeTheirReceiverAreKept() {
        Inflow<String, String> inflow = office.get(bus -> Future.succeededFuture(bus.open(TALK, "hello")));
        await().until(() -> opening != null);
        send(new Frame.Head(id(), "polly"));
        send(new Frame.Data(id(), 0, List.of("a"), false));
        send(new Frame.Data(id(), 1, List.of("b"), true));
        office.run(() -> assertThat(inflow.opened().succeeded()).isTrue());

        office.run(() -> inflow.receive(heard::add, () -> heard.add("end"), loss -> heard.add("lost")));

        assertThat(heard).containsExactly("a", "b", "end");
    }

    @Test
    void framesForStreamsThatAreOverAreNobodys() {
        Inflow<String, String> inflow = open();
        send(new Frame.Head(id(), "polly"));
        send(new Frame.Data(id(), 0, List.of("a"), true));
        await().until(() -> heard.contains("end"));

        send(new Frame.Data(id(), 1, List.of("b"), true));
        send(new Frame.Unreadable("nonsense"));
        send(new Frame.Tell("nonsense"));
        office.run(inflow::cancel);

        assertThat(heard).containsExactly("head polly", "a", "end");
    }

    private Inflow<String, String> open() {
        Inflow<String, String> opened = office.get(bus -> {
            Inflow<String, String> inflow = bus.open(TALK, "hello");
            inflow.opened().onSuccess(head -> heard.add("head " + head));
            inflow.receive(
                    heard::add,
                    () -> heard.add("end"),
                    loss -> heard.add(
                            "lost " + ((GatewayException) loss).error().kind()));
            return Future.succeededFuture(inflow);
        });
        await().until(() -> opening != null);
        return opened;
    }

    private Frame.Open opening() {
        return Objects.requireNonNull(opening);
    }

    private long id() {
        return opening().id();
    }

    private void send(Frame frame) {
        vertx.eventBus().send(opening().from(), frame, new DeliveryOptions().setCodecName(FrameCodec.NAME));
    }
}
