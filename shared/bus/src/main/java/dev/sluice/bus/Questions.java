package dev.sluice.bus;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What one line has asked and not heard of yet. Used on the line's context only. */
final class Questions {
    private final int capacity;
    private final Map<Long, Waiting<?>> waiting = new HashMap<>();

    Questions(int capacity) {
        this.capacity = capacity;
    }

    boolean isFull() {
        return waiting.size() >= capacity;
    }

    /** Asked of a line of this node. */
    <A> void add(long id, Question<?, A> question, Promise<A> promise) {
        add(id, new Waiting<>(question, promise, until(question), null, null));
    }

    void add(long id, Waiting<?> one) {
        waiting.put(id, one);
    }

    static long until(Question<?, ?> question) {
        return System.nanoTime() + question.timeout().toNanos();
    }

    /** Takes back a question that could not be sent, if it still waits. */
    @Nullable
    Waiting<?> unsent(long id) {
        return waiting.remove(id);
    }

    /** Takes back what waits for lines that are no more. */
    List<Waiting<?>> takeBack(Set<String> gone) {
        return take(one -> one.line != null && gone.contains(one.line));
    }

    void answered(Frame.Answer answer) {
        Waiting<?> one = waiting.remove(answer.id());
        if (one != null) {
            one.complete(answer.body());
        }
    }

    /** Returns whether a question was waiting under that number. */
    boolean failed(long id, GatewayException failure) {
        Waiting<?> one = waiting.remove(id);
        if (one != null) {
            one.promise.tryFail(failure);
        }
        return one != null;
    }

    void sweep(long now) {
        drop(one -> one.isLate(now), one -> Failures.late(one.question.address()));
    }

    void close() {
        drop(one -> true, one -> Failures.closed());
    }

    // Collected first: whoever is told may ask again at once.
    private void drop(Predicate<Waiting<?>> which, Function<Waiting<?>, GatewayException> why) {
        take(which).forEach(one -> one.promise.tryFail(why.apply(one)));
    }

    private List<Waiting<?>> take(Predicate<Waiting<?>> which) {
        if (waiting.isEmpty()) {
            return List.of();
        }
        List<Waiting<?>> taken = new ArrayList<>();
        waiting.values().removeIf(one -> which.test(one) && taken.add(one));
        return taken;
    }

    /**
     * A question that is not answered yet.
     *
     * @param body the question, if another node may be asked it when the one that was has left
     * @param line which line of another node was asked, null if it is one of this node
     */
    record Waiting<A>(
            Question<?, A> question,
            Promise<A> promise,
            long deadline,
            @Nullable Object body,
            @Nullable String line) {

        Waiting<A> at(String other) {
            return new Waiting<>(question, promise, deadline, body, other);
        }

        boolean isLate(long now) {
            return deadline - now < 0;
        }

        private void complete(Object body) {
            A answer;
            try {
                answer = BusJson.read(body, question.answer());
            } catch (GatewayException unreadable) {
                promise.tryFail(unreadable);
                return;
            }
            promise.tryComplete(answer);
        }
    }
}
