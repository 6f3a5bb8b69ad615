package dev.sluice.bus;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.eventbus.MessageProducer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The opener's end of one stream. Used on the opener's context only. */
final class Inlet<H, E> implements Inflow<H, E> {
    private final StreamDoor<?, H, E> door;
    private final long id;
    private final Seat seat;
    private final Runnable forget;
    private final Promise<H> opened;
    private final Queue<E> kept = new ArrayDeque<>(4);

    private @Nullable MessageProducer<Frame> server;
    private @Nullable String member;
    private @Nullable String askedLine;
    private @Nullable Receiver<E> receiver;
    private long deadline;
    private int frames;
    private long granted;
    private long told;
    private boolean delivering;
    private boolean cancelled;
    private boolean ended;
    private boolean finished;
    private @Nullable Throwable loss;

    /**
     * Makes the end of a stream that is about to be opened.
     *
     * @param forget called when the server has nothing more to say, or need not be heard
     */
    Inlet(StreamDoor<?, H, E> door, long id, Seat seat, Runnable forget) {
        this.door = door;
        this.id = id;
        this.seat = seat;
        this.forget = forget;
        this.opened = seat.promise();
    }

    @Override
    public Future<H> opened() {
        return opened.future();
    }

    @Override
    public void receive(Consumer<E> onEvent, Runnable onEnd, Consumer<Throwable> onLost) {
        receiver = new Receiver<>(onEvent, onEnd, onLost);
        deliver();
    }

    @Override
    public void grant(int weight) {
        granted += weight;
        // Credit travels in quarters of the window: one frame back for several forth.
        if (server != null && !isOver() && granted - told >= Math.max(1, door.window() / 4)) {
            told = granted;
            write(server, new Frame.Credit(seat.address(), id, granted));
        }
    }

    @Override
    public void cancel() {
        if (isOver()) {
            finished = true;
            return;
        }
        cancelled = true;
        kept.clear();
        if (server != null) {
            dismiss(server);
        }
        opened.tryFail(new CancellationException("the opener cancelled the stream before it was open"));
    }

    /** The server is known, from the beginning or because it said so; from now on it has the door's time. */
    void accepted(MessageProducer<Frame> by, @Nullable String onMember) {
        server = by;
        member = onMember;
        deadline = System.nanoTime() + door.timeout().toNanos();
        if (cancelled) {
            dismiss(by);
        }
    }

    /** Which line of another node was asked; it will make itself known. */
    void sentTo(String line) {
        askedLine = line;
    }

    boolean waitsFor(Set<String> lines) {
        return server == null && askedLine != null && lines.contains(askedLine);
    }

    void loseUnopened() {
        fail(Failures.left(door.address()));
    }

    /** The server is not known yet, and has to make itself known by then. */
    void acceptedBy(long acceptDeadline) {
        deadline = acceptDeadline;
    }

    void head(Object body) {
        if (isOver()) {
            return;
        }
        H head;
        try {
            head = BusJson.read(body, door.head());
        } catch (GatewayException unreadable) {
            giveUp(unreadable);
            return;
        }
        opened.tryComplete(head);
    }

    void data(Frame.Data data) {
        if (isOver()) {
            return;
        }
        if (data.seq() != frames++) {
            giveUp(Failures.lost(door.address()));
            return;
        }
        try {
            data.events().forEach(event -> kept.add(BusJson.read(event, door.event())));
        } catch (GatewayException unreadable) {
            giveUp(unreadable);
            return;
        }
        if (data.last()) {
            ended = true;
            forget.run();
        }
        deliver();
    }

    /** The server refused, broke or is gone. */
    void fail(Throwable failure) {
        if (isOver()) {
            return;
        }
        loss = failure;
        forget.run();
        // A stream that never opened says so once.
        finished = opened.tryFail(failure);
        deliver();
    }

    /** Whether the server has had its time and has not even begun. */
    boolean isOverdue(long now) {
        return deadline - now < 0 && (server == null || !opened.future().isComplete());
    }

    void expire() {
        if (cancelled) {
            forget.run();
        } else {
            giveUp(Failures.late(door.address()));
        }
    }

    boolean isServedBy(String who) {
        return who.equals(member);
    }

    void lose() {
        fail(Failures.lost(door.address()));
    }

    /** Whether nothing that the server may still send is of interest. */
    private boolean isOver() {
        return cancelled || ended || loss != null;
    }

    // It is this end that cannot go on.
    void giveUp(GatewayException failure) {
        if (server != null) {
            dismiss(server);
        }
        fail(failure);
    }

    private void dismiss(MessageProducer<Frame> by) {
        by.write(new Frame.Cancel(seat.address(), id));
        forget.run();
    }

    // An event's consumer may cancel, or grant and so be given more while it is at work.
    private void deliver() {
        Receiver<E> to = receiver;
        if (to == null || delivering || finished) {
            return;
        }
        delivering = true;
        boolean delivered = false;
        try {
            drain(to);
            delivered = true;
        } finally {
            delivering = false;
            if (!delivered) {
                cancel();
            }
        }
        if (!cancelled && !finished && isOver()) {
            finished = true;
            end(to);
        }
    }

    private void drain(Receiver<E> to) {
        while (!finished && !kept.isEmpty()) {
            to.onEvent.accept(Objects.requireNonNull(kept.poll()));
        }
    }

    private void end(Receiver<E> to) {
        if (loss != null) {
            to.onLost.accept(loss);
        } else {
            to.onEnd.run();
        }
    }

    private void write(MessageProducer<Frame> to, Frame frame) {
        Future<Void> sent = to.write(frame);
        if (!sent.succeeded()) {
            sent.onFailure(gone -> seat.later(() -> fail(Failures.lost(door.address()))));
        }
    }

    private record Receiver<E>(Consumer<E> onEvent, Runnable onEnd, Consumer<Throwable> onLost) {}
}
