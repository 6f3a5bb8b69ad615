package dev.sluice.bus;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Future;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The streams that one line serves. Used on the line's context only. */
final class Outlets {
    private final Seat seat;
    private final int capacity;
    private final Map<String, Consumer<Frame.Open>> servers = new HashMap<>();
    private final Map<Key, Outlet<?>> streams = new HashMap<>();
    /** As others see it. */
    private volatile int size;

    Outlets(Seat seat, int capacity) {
        this.seat = seat;
        this.capacity = capacity;
    }

    <Q, H, E> void add(StreamDoor<Q, H, E> door, StreamServer<Q, H, E> server) {
        if (servers.putIfAbsent(door.address(), open -> serve(open, door, server)) != null) {
            throw new IllegalStateException("this line serves " + door.address() + " already");
        }
    }

    void opened(Frame.Open open) {
        Consumer<Frame.Open> server = servers.get(open.address());
        if (server == null) {
            refuse(open, Failures.nobody(open.address()));
        } else if (streams.size() >= capacity) {
            refuse(open, Failures.full(open.address()));
        } else {
            server.accept(open);
        }
    }

    private void refuse(Frame.Open open, GatewayException why) {
        seat.post().to(open.from()).write(new Frame.Failure(open.id(), why.error()));
    }

    private <Q, H, E> void serve(Frame.Open open, StreamDoor<Q, H, E> door, StreamServer<Q, H, E> server) {
        Key key = new Key(open.from(), open.id());
        Outlet<E> outlet = new Outlet<>(open, door.weight(), seat, () -> forget(key));
        streams.put(key, outlet);
        size = streams.size();
        outlet.accept();
        Future.succeededFuture(open.body())
                .compose(body -> server.serve(BusJson.read(body, door.question()), outlet))
                .onComplete((head, failure) -> seat.run(() -> begin(outlet, head, failure)));
    }

    private void forget(Key key) {
        streams.remove(key);
        size = streams.size();
    }

    /** How many there are; may be asked on any thread. */
    int size() {
        return size;
    }

    private static void begin(Outlet<?> outlet, @Nullable Object head, @Nullable Throwable failure) {
        if (failure != null) {
            outlet.refuse(failure);
        } else if (head == null) {
            outlet.refuse(new NullPointerException("a stream's head is null"));
        } else {
            outlet.head(head);
        }
    }

    void granted(Frame.Credit frame) {
        Outlet<?> outlet = streams.get(new Key(frame.from(), frame.id()));
        if (outlet != null) {
            outlet.granted(frame.granted());
        }
    }

    void cancelled(Frame.Cancel frame) {
        Outlet<?> outlet = streams.get(new Key(frame.from(), frame.id()));
        if (outlet != null) {
            outlet.cancel();
        }
    }

    void nodeLeft(String member) {
        streams.values().stream().filter(s -> s.isFrom(member)).toList().forEach(Outlet::cancel);
    }

    void close() {
        List.copyOf(streams.values()).forEach(Outlet::giveUp);
    }

    /** A stream's number is unique only with its opener. */
    private record Key(String opener, long id) {}
}
