package dev.sluice.bus;

import io.vertx.core.Future;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What one line answers. Used on the line's context only. */
final class Answers {
    private final Post post;
    private final Map<String, Consumer<Frame.Ask>> answerers = new HashMap<>();

    Answers(Post post) {
        this.post = post;
    }

    <Q, A> void add(Question<Q, A> question, Function<Q, Future<A>> answerer) {
        if (answerers.putIfAbsent(question.address(), ask -> answer(ask, question, answerer)) != null) {
            throw new IllegalStateException("this line answers " + question.address() + " already");
        }
    }

    void asked(Frame.Ask ask) {
        Consumer<Frame.Ask> answerer = answerers.get(ask.address());
        if (answerer != null) {
            answerer.accept(ask);
        } else {
            post.to(ask.from())
                    .write(new Frame.Failure(
                            ask.id(), Failures.nobody(ask.address()).error()));
        }
    }

    // Composed, so that what an answerer throws becomes a failure that the asker hears of.
    private <Q, A> void answer(Frame.Ask ask, Question<Q, A> question, Function<Q, Future<A>> answerer) {
        Future.succeededFuture(ask.body())
                .compose(body -> answerer.apply(BusJson.read(body, question.question())))
                .onComplete((answer, failure) -> post.to(ask.from()).write(reply(ask, answer, failure)));
    }

    private static Frame reply(Frame.Ask ask, @Nullable Object answer, @Nullable Throwable failure) {
        if (failure != null) {
            return new Frame.Failure(ask.id(), Failures.toTell(ask.address(), failure));
        }
        if (answer == null) {
            Throwable bug = new NullPointerException("an answerer answered null");
            return new Frame.Failure(ask.id(), Failures.toTell(ask.address(), bug));
        }
        return new Frame.Answer(ask.id(), answer);
    }
}
