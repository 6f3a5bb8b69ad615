package dev.sluice.admin;

import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Inflow;
import dev.sluice.bus.News;
import dev.sluice.bus.Question;
import dev.sluice.bus.StreamDoor;
import dev.sluice.bus.StreamServer;
import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/** A bus on which nobody else is; it keeps what is told. */
final class RecordingBus implements BusNode, Bus {
    private final List<Object> told = new CopyOnWriteArrayList<>();

    List<Object> told() {
        return told;
    }

    @Override
    public String nodeId() {
        return "node-under-test";
    }

    @Override
    public Bus join(Context context) {
        return this;
    }

    @Override
    public <T> void tell(News<T> address, T news) {
        told.add(news);
    }

    @Override
    public Future<Void> leave() {
        return Future.succeededFuture();
    }

    @Override
    public Future<Void> stop() {
        return Future.succeededFuture();
    }

    @Override
    public <Q, A> Future<A> ask(Question<Q, A> address, Q question) {
        throw new AssertionError("management asks nobody");
    }

    @Override
    public <Q, A> Future<Void> answer(Question<Q, A> address, Function<Q, Future<A>> answerer) {
        throw new AssertionError("management answers nobody");
    }

    @Override
    public <T> Future<Void> hear(News<T> address, Consumer<T> listener) {
        throw new AssertionError("management hears nothing");
    }

    @Override
    public <Q, H, E> Inflow<H, E> open(StreamDoor<Q, H, E> address, Q question) {
        throw new AssertionError("management opens no streams");
    }

    @Override
    public <Q, H, E> Future<Void> serve(StreamDoor<Q, H, E> address, StreamServer<Q, H, E> server) {
        throw new AssertionError("management serves no streams");
    }
}
