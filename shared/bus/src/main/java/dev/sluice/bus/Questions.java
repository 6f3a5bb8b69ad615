package dev.sluice.bus;

import dev.sluice.model.call.GatewayException;
import io.vertx.core.Promise;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

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

    <A> void add(long id, Question<?, A> question, Promise<A> promise) {
        waiting.put(
                id,
                new Waiting<>(
                        question,
                        promise,
                        System.nanoTime() + question.timeout().toNanos()));
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
        drop(one -> one.deadline - now < 0, one -> Failures.late(one.question.address()));
    }

    void close() {
        drop(one -> true, one -> Failures.closed());
    }

    // Collected first: whoever is told may ask again at once.
    private void drop(Predicate<Waiting<?>> which, Function<Waiting<?>, GatewayException> why) {
        List<Waiting<?>> dropped = new ArrayList<>();
        waiting.values().removeIf(one -> which.test(one) && dropped.add(one));
        dropped.forEach(one -> one.promise.tryFail(why.apply(one)));
    }

    private record Waiting<A>(Question<?, A> question, Promise<A> promise, long deadline) {

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
