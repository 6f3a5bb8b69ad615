package dev.sluice.accounting;

import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Inflow;
import dev.sluice.bus.News;
import dev.sluice.bus.Question;
import dev.sluice.bus.StreamDoor;
import dev.sluice.bus.StreamServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;

/** A bus of one node that remembers on which thread each answer was completed. */
final class LoopBus implements BusNode {
    private final Map<String, Line> lines = new ConcurrentHashMap<>();
    private final Map<String, List<Consumer<Object>>> listeners = new ConcurrentHashMap<>();
    private final List<Thread> completedOn = new CopyOnWriteArrayList<>();
    private final AtomicInteger left = new AtomicInteger();

    /** Asks from outside, in the context of whoever answers. */
    <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
        Line line = lines.get(address.address());
        Promise<A> answer = Promise.promise();
        line.context.runOnContext(turn -> line.answerer(address).apply(question).onComplete(result -> {
            completedOn.add(Thread.currentThread());
            answer.handle(result);
        }));
        return answer.future();
    }

    <T> void tell(News<T> address, T news) {
        listeners.get(address.address()).forEach(listener -> listener.accept(news));
    }

    List<Thread> completedOn() {
        return completedOn;
    }

    int left() {
        return left.get();
    }

    @Override
    public String nodeId() {
        return "node-1";
    }

    @Override
    public Bus join(Context context) {
        return new Line(context);
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }

    private final class Line implements Bus {
        private final Context context;
        private final Map<String, Function<?, ?>> answerers = new ConcurrentHashMap<>();

        private Line(Context context) {
            this.context = context;
        }

        @SuppressWarnings("unchecked") // each address has one question and one answer type
        private <Q, A> Function<Q, Future<A>> answerer(Question<Q, A> address) {
            return (Function<Q, Future<A>>) answerers.get(address.address());
        }

        @Override
        public <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <Q, A> Future<Void> answer(Question<Q, A> address, Function<Q, Future<A>> answerer) {
            answerers.put(address.address(), answerer);
            lines.put(address.address(), this);
            return Future.succeededFuture();
        }

        @Override
        public <T> void tell(News<T> address, T news) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> Future<Void> hear(News<T> address, Consumer<T> listener) {
            listeners
                    .computeIfAbsent(address.address(), a -> new CopyOnWriteArrayList<>())
                    .add(news -> listener.accept(address.type().cast(news)));
            return Future.succeededFuture();
        }

        @Override
        public <Q, H, E> Inflow<H, E> open(StreamDoor<Q, H, E> address, Q question) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <Q, H, E> Future<Void> serve(StreamDoor<Q, H, E> address, StreamServer<Q, H, E> server) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Future<Void> leave() {
            left.incrementAndGet();
            return Future.succeededFuture();
        }
    }
}
