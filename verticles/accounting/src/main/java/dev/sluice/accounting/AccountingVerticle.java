package dev.sluice.accounting;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Generations;
import dev.sluice.model.call.Admission;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.VerticleBase;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers {@link Addresses#IDENTIFY}, {@link Addresses#ADMIT}, {@link Addresses#SECURE}, {@link Addresses#PROGRESS} and
 * {@link Addresses#SETTLE}, {@link Addresses#LEASE}, {@link Addresses#RECALL}, {@link Addresses#KEEP} and {@link Addresses#FORGET}, {@link
 * Addresses#STANDING}, {@link Addresses#LIMITS_LEFT} and {@link Addresses#UNBILLED}, on an event loop, out of the {@link Accounting} that all
 * instances of the node share.
 */
public final class AccountingVerticle extends VerticleBase {
    private final BusNode node;
    private final Accounting accounting;
    private @Nullable Bus bus;
    private @Nullable Homecoming homecoming;
    private Generations.@Nullable Part part;

    public AccountingVerticle(BusNode node, Accounting accounting) {
        this.node = node;
        this.accounting = accounting;
    }

    @Override
    public Future<?> start() {
        homecoming = new Homecoming(context);
        return home(accounting.enter()).compose(begun -> {
            part = node.generations().add(accounting::generation);
            return answer();
        });
    }

    @Override
    public Future<?> stop() {
        if (part != null) {
            node.generations().remove(part);
        }
        Future<Void> left = bus == null ? Future.succeededFuture() : bus.leave();
        return left.eventually(accounting::leave);
    }

    private Future<?> answer() {
        Bus line = node.join(context);
        bus = line;
        LimitReadings readings = new LimitReadings(accounting.limiter());
        return Future.all(List.of(
                line.answer(Addresses.IDENTIFY, question -> home(accounting.identify(question))),
                line.answer(
                        Addresses.ADMIT,
                        request -> home(accounting.admit(request)).map(this::signed)),
                line.answer(
                        Addresses.SECURE, call -> home(accounting.secure(call)).map(Acknowledged.YES)),
                line.answer(Addresses.SETTLE, end -> home(accounting.settle(end))),
                line.answer(Addresses.PROGRESS, report -> {
                    accounting.progress(report);
                    return Future.succeededFuture(Acknowledged.YES);
                }),
                line.answer(Addresses.UNBILLED, use -> Future.succeededFuture(accounting.add(use))),
                line.answer(Addresses.RECALL, question -> home(accounting.recall(question))),
                line.answer(Addresses.STANDING, question -> home(accounting.standing(question))),
                line.answer(Addresses.LIMITS_LEFT, question -> Future.succeededFuture(readings.of(question))),
                line.answer(Addresses.FORGET, question -> home(accounting.forget(question))),
                line.answer(
                        Addresses.KEEP, answer -> home(accounting.keep(answer)).map(Acknowledged.YES)),
                lend(line),
                line.hear(Addresses.CATALOG_CHANGED, news -> accounting.catalogChanged(news.generation()))));
    }

    /** Says which node holds an admitted call, since all that concerns the hold has to be told there. */
    private Admission signed(Admission admission) {
        return switch (admission) {
            case Admission.Admitted admitted -> admitted.by(node.nodeId());
            case Admission.Refused refused -> refused;
        };
    }

    /** A node that is alone has no limits of others to grant. */
    private Future<?> lend(Bus line) {
        ClusterLimits limits = accounting.clusterLimits();
        if (limits == null) {
            return Future.succeededFuture();
        }
        limits.join(line, context);
        return line.answer(Addresses.LEASE, request -> Future.succeededFuture(limits.answer(request)));
    }

    /** What was decided in this turn stays in it; what another thread decided comes back to this event loop. */
    private <A> Future<A> home(Future<A> answer) {
        Homecoming way = homecoming;
        if (answer.isComplete() || way == null) {
            return answer;
        }
        Promise<A> here = Promise.promise();
        answer.onComplete(result -> way.bring(() -> here.handle(result)));
        return here.future();
    }
}
