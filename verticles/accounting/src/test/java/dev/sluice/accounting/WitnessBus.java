package dev.sluice.accounting;

import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Generations;
import dev.sluice.bus.Inflow;
import dev.sluice.bus.Members;
import dev.sluice.bus.News;
import dev.sluice.bus.Question;
import dev.sluice.bus.StreamDoor;
import dev.sluice.bus.StreamServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A real bus that remembers on which thread each answer was completed. */
final class WitnessBus implements BusNode {
    private final Generations generations = new Generations();
    private final BusNode node;
    private final List<Thread> completedOn = new CopyOnWriteArrayList<>();

    WitnessBus(BusNode node) {
        this.node = node;
    }

    List<Thread> completedOn() {
        return completedOn;
    }

    @Override
    public String nodeId() {
        return node.nodeId();
    }

    @Override
    public Members members() {
        return node.members();
    }

    @Override
    public Future<Void> arrive() {
        return node.arrive();
    }

    @Override
    public void play(String role) {
        node.play(role);
    }

    @Override
    public Future<Void> drain() {
        return node.drain();
    }

    @Override
    public Bus join(Context context) {
        return new WitnessLine(node.join(context), completedOn);
    }

    @Override
    public int serving() {
        return node.serving();
    }

    @Override
    public Generations generations() {
        return generations;
    }

    @Override
    public Duration lag() {
        return node.lag();
    }

    @Override
    public Future<Void> stop() {
        return node.stop();
    }

    private record WitnessLine(Bus line, List<Thread> completedOn) implements Bus {
        @Override
        public <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
            return line.ask(address, question);
        }

        @Override
        public <Q, A> Future<A> askAt(String at, Question<Q, A> address, Q question) {
            return line.askAt(at, address, question);
        }

        @Override
        public <Q, A> Future<Void> answer(Question<Q, A> address, Function<Q, Future<A>> answerer) {
            return line.answer(
                    address,
                    question -> answerer.apply(question).onComplete(result -> completedOn.add(Thread.currentThread())));
        }

        @Override
        public <T> void tell(News<T> address, T news) {
            line.tell(address, news);
        }

        @Override
        public <T> Future<Void> hear(News<T> address, Consumer<T> listener) {
            return line.hear(address, listener);
        }

        @Override
        public <Q, H, E> Inflow<H, E> open(StreamDoor<Q, H, E> address, Q question) {
            return line.open(address, question);
        }

        @Override
        public <Q, H, E> Future<Void> serve(StreamDoor<Q, H, E> address, StreamServer<Q, H, E> server) {
            return line.serve(address, server);
        }

        @Override
        public Future<Void> leave() {
            return line.leave();
        }
    }
}
