package dev.sluice.accounting;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link Addresses#IDENTIFY}, {@link Addresses#ADMIT} and {@link Addresses#SETTLE}, and {@link Addresses#RECALL},
 * {@link Addresses#KEEP} and {@link Addresses#FORGET}, on an event loop, out of the {@link Accounting} that all instances of
 * the node share.
 */
public final class AccountingVerticle extends VerticleBase {
    private final BusNode node;
    private final Accounting accounting;
    private @Nullable Bus bus;

    public AccountingVerticle(BusNode node, Accounting accounting) {
        this.node = node;
        this.accounting = accounting;
    }

    @Override
    public Future<?> start() {
        return home(accounting.enter()).compose(begun -> answer());
    }

    @Override
    public Future<?> stop() {
        Future<Void> left = bus == null ? Future.succeededFuture() : bus.leave();
        return left.eventually(accounting::leave);
    }

    private Future<?> answer() {
        Bus line = node.join(context);
        bus = line;
        return Future.all(List.of(
                line.answer(Addresses.IDENTIFY, question -> home(accounting.identify(question))),
                line.answer(Addresses.ADMIT, request -> home(accounting.admit(request))),
                line.answer(Addresses.SETTLE, end -> Future.succeededFuture(accounting.settle(end))),
                line.answer(Addresses.RECALL, question -> home(accounting.recall(question))),
                line.answer(Addresses.FORGET, question -> home(accounting.forget(question))),
                line.answer(
                        Addresses.KEEP, answer -> home(accounting.keep(answer)).map(Acknowledged.YES)),
                line.hear(Addresses.CATALOG_CHANGED, news -> accounting.catalogChanged(news.generation()))));
    }

    /** What was decided in this turn stays in it; what a virtual thread decided comes back to this event loop. */
    private <A> Future<A> home(Future<A> answer) {
        if (answer.isComplete()) {
            return answer;
        }
        Promise<A> here = Promise.promise();
        answer.onComplete(result -> context.runOnContext(turn -> here.handle(result)));
        return here.future();
    }
}
