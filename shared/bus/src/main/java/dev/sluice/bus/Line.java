package dev.sluice.bus;

import dev.sluice.bus.Questions.Waiting;
import dev.sluice.model.call.GatewayException;
import io.netty.channel.EventLoop;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Promise;
import io.vertx.core.ThreadingModel;
import io.vertx.core.eventbus.EventBus;
import io.vertx.core.eventbus.Message;
import io.vertx.core.eventbus.MessageConsumer;
import io.vertx.core.internal.ContextInternal;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One verticle instance's line: its private address, and what is under way there. */
final class Line implements Bus {
    private static final Logger LOG = LoggerFactory.getLogger(Line.class);
    private static final int MOST = 100_000;
    private static final long SWEEP_MILLIS = 250;

    private final Seat seat;
    private final Roles roles;
    private final Directory directory;
    private final EventBus bus;
    private final @Nullable EventLoop loop;
    private final Roles.Instance self;
    private final Questions questions;
    private final Answers answers;
    private final Inlets inlets;
    private final Outlets outlets;
    private final List<String> offices = new CopyOnWriteArrayList<>();
    private final List<MessageConsumer<Object>> ears = new CopyOnWriteArrayList<>();
    private final MessageConsumer<Object> mailbox;
    private final Future<Void> reachable;
    private final long sweeper;
    private long sequence;

    Line(Seat seat, Roles roles, Directory directory) {
        ContextInternal context = seat.context();
        this.seat = seat;
        this.roles = roles;
        this.directory = directory;
        this.bus = context.owner().eventBus();
        this.loop = context.threadingModel() == ThreadingModel.EVENT_LOOP ? context.nettyEventLoop() : null;
        this.self = new Roles.Instance(seat.address(), loop, seat.post().openDoor(seat.address()));
        this.questions = new Questions(MOST);
        this.answers = new Answers(seat.post());
        this.inlets = new Inlets(seat, MOST);
        this.outlets = new Outlets(seat, MOST);
        this.mailbox = bus.consumer(seat.address(), hopping(this::take));
        this.reachable = mailbox.completion();
        this.sweeper = context.owner().setPeriodic(SWEEP_MILLIS, t -> sweep());
    }

    @Override
    public <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
        Promise<A> promise = seat.promise();
        seat.run(() -> ask(address, question, promise));
        return promise.future();
    }

    private <Q, A> void ask(Question<Q, A> address, Q question, Promise<A> promise) {
        if (questions.isFull()) {
            promise.fail(Failures.full(address.address()));
            return;
        }
        Roles.Instance here = roles.pick(address.address(), loop);
        if (here != null) {
            askHere(here, address, question, promise);
            return;
        }
        Directory.Remote there = directory.pick(address.address());
        if (there == null) {
            promise.fail(Failures.nobody(address.address()));
        } else {
            Object again = address.repeatable() ? question : null;
            askThere(there, question, new Waiting<>(address, promise, Questions.until(address), again, there.line()));
        }
    }

    @Override
    public <Q, A> Future<A> askAt(String node, Question<Q, A> address, Q question) {
        Promise<A> promise = seat.promise();
        seat.run(() -> askAt(node, address, question, promise));
        return promise.future();
    }

    private <Q, A> void askAt(String node, Question<Q, A> address, Q question, Promise<A> promise) {
        boolean isHere = node.equals(directory.self());
        Roles.Instance here = isHere ? roles.pick(address.address(), loop) : null;
        Directory.Remote there = isHere ? null : directory.at(node, address.address());
        if (questions.isFull()) {
            promise.fail(Failures.full(address.address()));
        } else if (here != null) {
            askHere(here, address, question, promise);
        } else if (there != null) {
            askThere(there, question, new Waiting<>(address, promise, Questions.until(address), null, there.line()));
        } else {
            promise.fail(Failures.notAt(node, address.address()));
        }
    }

    private <Q, A> void askHere(Roles.Instance here, Question<Q, A> address, Q question, Promise<A> promise) {
        long id = ++sequence;
        questions.add(id, address, promise);
        Future<Void> sent = here.door().write(new Frame.Ask(address.address(), id, seat.address(), question));
        if (!sent.succeeded()) {
            sent.onFailure(e -> seat.run(() -> questions.failed(id, Failures.unsent(address.address(), e))));
        }
    }

    // Whoever answers from another node must be able to find this line.
    private void askThere(Directory.Remote there, Object question, Waiting<?> waiting) {
        long id = ++sequence;
        questions.add(id, waiting);
        Frame ask = new Frame.Ask(waiting.question().address(), id, seat.address(), question);
        reachable
                .compose(v -> seat.post().to(there.line()).write(ask))
                .onFailure(e -> seat.run(() -> unsent(id, there, e)));
    }

    private void unsent(long id, Directory.Remote there, Throwable cause) {
        directory.doubt(there.member());
        Waiting<?> waiting = questions.unsent(id);
        if (waiting != null) {
            askAgain(waiting, there.line(), Failures.unsent(waiting.question().address(), cause));
        }
    }

    private void lost(Waiting<?> waiting) {
        askAgain(waiting, waiting.line(), Failures.left(waiting.question().address()));
    }

    /** Asks somebody else than before if that does no harm, there is somebody, and there is time. */
    private void askAgain(Waiting<?> waiting, @Nullable String before, GatewayException why) {
        Object question = waiting.body();
        Directory.Remote there =
                question == null ? null : directory.pick(waiting.question().address());
        if (question == null || there == null || there.line().equals(before) || waiting.isLate(System.nanoTime())) {
            waiting.promise().tryFail(why);
        } else {
            askThere(there, question, waiting.at(there.line()));
        }
    }

    @Override
    public <Q, A> Future<Void> answer(Question<Q, A> address, Function<Q, Future<A>> answerer) {
        answers.add(address, answerer);
        return takeOffice(address.address());
    }

    @Override
    public <T> void tell(News<T> address, T news) {
        seat.post().toAll(address.address(), new Frame.Tell(news));
    }

    @Override
    public <T> Future<Void> hear(News<T> address, Consumer<T> listener) {
        return listen(address.address(), frame -> {
            if (frame instanceof Frame.Tell news) {
                read(news, address.type()).ifPresent(listener);
            } else {
                drop(frame);
            }
        });
    }

    private <T> Optional<T> read(Frame.Tell news, Class<T> type) {
        try {
            return Optional.of(BusJson.read(news.body(), type));
        } catch (GatewayException unreadable) {
            drop(news);
            return Optional.empty();
        }
    }

    @Override
    public <Q, H, E> Inflow<H, E> open(StreamDoor<Q, H, E> address, Q question) {
        if (!seat.isHere()) {
            throw new IllegalStateException("a stream is opened on the context that its line was made for");
        }
        long id = ++sequence;
        Inlet<H, E> inlet = inlets.add(id, address);
        if (inlet.opened().isComplete()) {
            return inlet;
        }
        Roles.Instance here = roles.pick(address.address(), loop);
        Directory.Remote there = here != null ? null : directory.pick(address.address());
        if (here != null) {
            inlet.accepted(here.door(), null);
            Future<Void> sent = here.door().write(opening(address, id, null, question));
            if (!sent.succeeded()) {
                sent.onFailure(e -> seat.run(() -> inlet.fail(Failures.unsent(address.address(), e))));
            }
        } else if (there != null) {
            inlet.sentTo(there.line());
            Frame opening = opening(address, id, seat.member(), question);
            reachable
                    .compose(v -> seat.post().to(there.line()).write(opening))
                    .onFailure(e -> seat.run(() -> {
                        directory.doubt(there.member());
                        inlet.fail(Failures.unsent(address.address(), e));
                    }));
        } else {
            inlet.fail(Failures.nobody(address.address()));
        }
        return inlet;
    }

    private Frame opening(StreamDoor<?, ?, ?> door, long id, @Nullable String member, Object question) {
        return new Frame.Open(door.address(), id, seat.address(), member, door.window(), question);
    }

    @Override
    public <Q, H, E> Future<Void> serve(StreamDoor<Q, H, E> address, StreamServer<Q, H, E> server) {
        outlets.add(address, server);
        return takeOffice(address.address());
    }

    // Lines of this node find it at once, those of others as soon as they are told of it and can reach it.
    private Future<Void> takeOffice(String address) {
        offices.add(address);
        roles.add(address, self);
        return reachable;
    }

    /** Completes when lines of other nodes can reach this one. */
    Future<Void> reachable() {
        return reachable;
    }

    private Future<Void> listen(String address, Consumer<Frame> listener) {
        MessageConsumer<Object> consumer = bus.consumer(address, hopping(listener));
        ears.add(consumer);
        return consumer.completion();
    }

    @Override
    public Future<Void> leave() {
        offices.forEach(office -> roles.remove(office, self));
        offices.clear();
        List<Future<Void>> leaving =
                ears.stream().map(MessageConsumer::unregister).toList();
        ears.clear();
        return Future.join(leaving).mapEmpty();
    }

    /** The end of the line: nothing more is sent or received, and all who wait for something are told so. */
    Future<Void> close() {
        Promise<Void> told = seat.context().promise();
        seat.later(() -> {
            seat.context().owner().cancelTimer(sweeper);
            questions.close();
            inlets.close();
            outlets.close();
            told.complete();
        });
        return told.future().eventually(this::leave).eventually(() -> {
            seat.post().closeDoor(seat.address());
            return mailbox.unregister();
        });
    }

    /** How many streams it serves; may be asked on any thread. */
    int serving() {
        return outlets.size();
    }

    void nodeLeft(String member) {
        seat.run(() -> {
            inlets.nodeLeft(member);
            outlets.nodeLeft(member);
        });
    }

    /** Lines of other nodes are no more: what they were asked and have not answered, they will not. */
    void linesGone(Set<String> gone) {
        seat.run(() -> {
            questions.takeBack(gone).forEach(this::lost);
            inlets.linesGone(gone);
        });
    }

    private void sweep() {
        long now = System.nanoTime();
        questions.sweep(now);
        inlets.sweep(now);
    }

    // A consumer on virtual threads is given its next message only when its handler returns, and the handler may wait
    // (for an answer, even); so there it only passes the message on.
    private Handler<Message<Object>> hopping(Consumer<Frame> taker) {
        if (loop != null) {
            return message -> taker.accept(frame(message));
        }
        return message -> {
            Frame frame = frame(message);
            seat.context().owner().getOrCreateContext().runOnContext(v -> taker.accept(frame));
        };
    }

    // Another node may send what it likes, also what is no frame at all.
    private static Frame frame(Message<Object> message) {
        return message.body() instanceof Frame frame ? frame : new Frame.Unreadable("not a frame");
    }

    private void take(Frame frame) {
        switch (frame) {
            case Frame.Ask ask -> answers.asked(ask);
            case Frame.Answer answer -> questions.answered(answer);
            case Frame.Failure failure -> failed(failure.id(), new GatewayException(failure.error()));
            case Frame.Open open -> outlets.opened(open);
            case Frame.Accepted accepted -> inlets.accepted(accepted);
            case Frame.Head head -> inlets.head(head);
            case Frame.Data data -> inlets.data(data);
            case Frame.Credit credit -> outlets.granted(credit);
            case Frame.Cancel cancel -> outlets.cancelled(cancel);
            case Frame.Tell tell -> drop(tell);
            case Frame.Presence presence -> drop(presence);
            case Frame.Beat beat -> drop(beat);
            case Frame.Unreadable unreadable -> drop(unreadable);
        }
    }

    private void failed(long id, GatewayException failure) {
        if (!questions.failed(id, failure)) {
            inlets.failed(id, failure);
        }
    }

    private void drop(Frame frame) {
        String what = frame instanceof Frame.Unreadable unreadable
                ? unreadable.why()
                : frame.getClass().getSimpleName();
        LOG.warn("frame dropped: line={} what={}", seat.address(), what);
    }
}
