package dev.sluice.bus;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.internal.ContextInternal;
import io.vertx.core.internal.VertxInternal;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.function.Supplier;

/** A verticle instance as tests need it: a context with a line, and a way to run things there. */
record Office(Context context, Bus bus) {

    static Office onEventLoop(VertxInternal vertx, BusNode node) {
        return on(vertx.createEventLoopContext(), node);
    }

    static Office onVirtualThreads(VertxInternal vertx, BusNode node) {
        return on(vertx.createVirtualThreadContext(), node);
    }

    /** An instance that shares the event loop of another one. */
    static Office beside(Office other, VertxInternal vertx, BusNode node) {
        ContextInternal neighbour = (ContextInternal) other.context;
        return on(
                vertx.contextBuilder().withEventLoop(neighbour.nettyEventLoop()).build(), node);
    }

    static Office on(ContextInternal context, BusNode node) {
        Bus bus = in(context, () -> Future.succeededFuture(node.join(context)));
        return new Office(context, bus);
    }

    /** What the future gives that the task makes on this context; it must come within ten seconds. */
    <T> T get(Function<Bus, Future<T>> task) {
        return in(context, () -> task.apply(bus));
    }

    /** The failure of the future that the task makes on this context. */
    Throwable failure(Function<Bus, Future<?>> task) {
        return in(
                context,
                () -> Future.succeededFuture()
                        .compose(v -> task.apply(bus).mapEmpty())
                        .transform(done -> Future.succeededFuture(done.cause())));
    }

    void run(Runnable task) {
        get(bus -> {
            task.run();
            return Future.succeededFuture();
        });
    }

    private static <T> T in(Context context, Supplier<Future<T>> task) {
        Promise<T> promise = Promise.promise();
        context.runOnContext(
                v -> Future.succeededFuture().compose(x -> task.get()).onComplete(done -> promise.handle(done)));
        try {
            return promise.future().await(10, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
