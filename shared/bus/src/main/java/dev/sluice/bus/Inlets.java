package dev.sluice.bus;

import dev.sluice.model.call.GatewayException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** The streams that one line has opened. Used on the line's context only. */
final class Inlets {
    /** In which a server on another node has to make itself known; a node that just died is still listed for seconds. */
    private static final Duration ACCEPT = Duration.ofSeconds(10);

    private final Seat seat;
    private final int capacity;
    private final Map<Long, Inlet<?, ?>> streams = new HashMap<>();

    Inlets(Seat seat, int capacity) {
        this.seat = seat;
        this.capacity = capacity;
    }

    /** The opener's end of a new stream; it has failed already if there are too many. */
    <H, E> Inlet<H, E> add(long id, StreamDoor<?, H, E> door) {
        Inlet<H, E> inlet = new Inlet<>(door, id, seat, () -> streams.remove(id));
        if (streams.size() >= capacity) {
            inlet.fail(Failures.full(door.address()));
        } else {
            inlet.acceptedBy(soonest(door));
            streams.put(id, inlet);
        }
        return inlet;
    }

    private static long soonest(StreamDoor<?, ?, ?> door) {
        Duration wait = door.timeout().compareTo(ACCEPT) < 0 ? door.timeout() : ACCEPT;
        return System.nanoTime() + wait.toNanos();
    }

    void accepted(Frame.Accepted frame) {
        with(frame.id(), inlet -> inlet.accepted(seat.post().to(frame.from()), frame.member()));
    }

    void head(Frame.Head frame) {
        with(frame.id(), inlet -> inlet.head(frame.body()));
    }

    void data(Frame.Data frame) {
        with(frame.id(), inlet -> inlet.data(frame));
    }

    void failed(long id, GatewayException failure) {
        with(id, inlet -> inlet.fail(failure));
    }

    void sweep(long now) {
        each(inlet -> inlet.isOverdue(now), Inlet::expire);
    }

    void nodeLeft(String member) {
        each(inlet -> inlet.isServedBy(member), Inlet::lose);
    }

    /** What has not been accepted by a line that is no more will not be; what has is told of otherwise. */
    void linesGone(Set<String> gone) {
        each(inlet -> inlet.waitsFor(gone), Inlet::loseUnopened);
    }

    void close() {
        each(inlet -> true, inlet -> inlet.giveUp(Failures.closed()));
    }

    private void with(long id, Consumer<Inlet<?, ?>> what) {
        Inlet<?, ?> inlet = streams.get(id);
        if (inlet != null) {
            what.accept(inlet);
        }
    }

    // Collected first: each one leaves the table, and whoever is told may open another.
    private void each(Predicate<Inlet<?, ?>> which, Consumer<Inlet<?, ?>> what) {
        if (streams.isEmpty()) {
            return;
        }
        List<Inlet<?, ?>> found = new ArrayList<>();
        for (Inlet<?, ?> inlet : streams.values()) {
            if (which.test(inlet)) {
                found.add(inlet);
            }
        }
        found.forEach(what);
    }
}
