package dev.sluice.admin;

import dev.sluice.admin.api.RollCall;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.CatalogChanged;
import dev.sluice.bus.ExplainWanted;
import dev.sluice.bus.Question;
import dev.sluice.bus.ReportWanted;
import dev.sluice.model.call.Explanation;
import dev.sluice.store.StoreUnavailable;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.VerticleBase;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The role {@code admin}: stands behind the node's {@link ManagementDoor}, and tells all nodes when the configuration
 * has changed. One instance on a node is enough; it runs on any threading model.
 */
public final class AdminVerticle extends VerticleBase {
    private static final Logger LOG = LoggerFactory.getLogger(AdminVerticle.class);

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final BusNode node;
    private final ManagementDoor door;
    private final Admin admin;
    /** The newest generation that this node has told of. */
    private final AtomicLong told = new AtomicLong();

    private @Nullable Bus bus;
    private @Nullable Handler<HttpServerRequest> handler;

    public AdminVerticle(BusNode node, ManagementDoor door, Admin admin) {
        this.node = node;
        this.door = door;
        this.admin = admin;
    }

    @Override
    public Future<?> start() {
        Bus line = node.join(context);
        Admin.Place place = new Admin.Place(
                vertx,
                node.nodeId(),
                () -> callRoll(line),
                new BusDesk(context, line),
                call -> recall(line, call),
                question -> askAll(line, Addresses.LIMITS_LEFT, question));
        Handler<HttpServerRequest> serving = admin.handler(place, () -> announce(line));
        bus = line;
        handler = serving;
        door.open(serving);
        return Future.succeededFuture();
    }

    /**
     * A change is in the database already; nodes that do not hear of it find it when they next look. Where nothing came of a
     * request that may change something there is no news.
     */
    private void announce(Bus line) {
        try {
            long generation = admin.store().generation();
            if (told.getAndAccumulate(generation, Math::max) >= generation) {
                return;
            }
            context.runOnContext(now -> line.tell(Addresses.CATALOG_CHANGED, new CatalogChanged(generation)));
        } catch (StoreUnavailable e) {
            LOG.warn("management change not announced: {}", e.getMessage());
        }
    }

    /** On a virtual thread. All are asked at once, and a question that nobody answers fails by itself. */
    private List<RollCall.Present> callRoll(Bus line) {
        CompletableFuture<List<RollCall.Present>> all = new CompletableFuture<>();
        context.runOnContext(now -> {
            List<Future<RollCall.Present>> asked = node.members().now().stream()
                    .map(member -> line.askAt(member.node(), Addresses.NODE_REPORT, new ReportWanted(node.nodeId()))
                            .map(report -> new RollCall.Present(member, report))
                            .otherwise(new RollCall.Present(member, null)))
                    .toList();
            Future.all(asked).onSuccess(done -> all.complete(done.list()));
        });
        return all.orTimeout(PATIENCE.toMillis(), TimeUnit.MILLISECONDS).join();
    }

    /** On a virtual thread. All nodes are asked at once; one that does not answer, or takes no calls, remembers nothing. */
    private Optional<Explanation> recall(Bus line, String callId) {
        return askAll(line, Addresses.EXPLAIN, new ExplainWanted(callId)).stream()
                .flatMap(told -> Optional.ofNullable(told.explanation()).stream())
                .findFirst();
    }

    /** On a virtual thread. What all nodes that answer say; nothing if that takes too long. */
    private <Q, A> List<A> askAll(Bus line, Question<Q, A> address, Q question) {
        CompletableFuture<List<A>> answers = new CompletableFuture<>();
        context.runOnContext(now -> {
            List<Future<Optional<A>>> asked = node.members().now().stream()
                    .map(member -> line.askAt(member.node(), address, question)
                            .map(Optional::of)
                            .otherwise(Optional.empty()))
                    .toList();
            Future.all(asked)
                    .onSuccess(done -> answers.complete(done.<Optional<A>>list().stream()
                            .flatMap(Optional::stream)
                            .toList()));
        });
        return answers.completeOnTimeout(List.of(), PATIENCE.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    @Override
    public Future<?> stop() {
        door.close(Objects.requireNonNull(handler));
        return Objects.requireNonNull(bus).leave();
    }
}
