package dev.sluice.router;

import dev.sluice.bus.Acknowledged;
import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Generations;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.shareddata.LocalMap;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answers the questions {@code router.*} from the node's {@link Router}. Runs on an
 * event loop; all instances of a node share one router and one feed. One of them speaks with other nodes' routers, each
 * second and whenever an upstream said something for certain.
 */
public final class RouterVerticle extends VerticleBase {
    private static final long TICK_MILLIS = 1_000;
    private static final String SPEAKER = "speaker";

    private final BusNode node;
    private final Router router;
    private final CatalogFeed feed;
    private final long pollMillis;
    private @Nullable Bus bus;
    private Generations.@Nullable Part part;

    public RouterVerticle(BusNode node, Router router, CatalogFeed feed) {
        this.node = node;
        this.router = router;
        this.feed = feed;
        this.pollMillis = router.poll().toMillis();
    }

    /** Hears news before the first load, so that no change falls between the two; answers once there is a catalog. */
    @Override
    public Future<?> start() {
        Bus line = node.join(context);
        bus = line;
        part = node.generations().add(router::generation);
        return hear(line)
                .compose(heard -> Future.fromCompletionStage(feed.first(), context))
                .compose(loaded -> answer(line))
                .onSuccess(answering -> vertx.setPeriodic(pollMillis, timer -> feed.check()));
    }

    /** Hears before it speaks, so that an answer to what it says is not lost. */
    private Future<?> converse(Bus line) {
        if (duties().putIfAbsent(SPEAKER, deploymentID()) != null) {
            return Future.succeededFuture();
        }
        return Future.all(
                        line.hear(Addresses.CHANNEL_REFUSED, router::hear),
                        line.hear(Addresses.CHANNELS_SUMMED, router::hear),
                        line.hear(
                                Addresses.CHANNEL_TRIED,
                                tried -> router.learn(tried, TrialOrigin.of(tried.node(), node.members()))
                                        .ifPresent(news -> line.tell(Addresses.CHANNEL_REFUSED, news))))
                .onSuccess(hearing -> {
                    tick(line);
                    vertx.setPeriodic(TICK_MILLIS, timer -> tick(line));
                });
    }

    private void tick(Bus line) {
        boolean alone = node.members().now().size() <= 1;
        router.tick(alone).ifPresent(digest -> line.tell(Addresses.CHANNELS_SUMMED, digest));
    }

    /** Which instance of this node does what only one of them should. */
    private LocalMap<String, String> duties() {
        return vertx.sharedData().getLocalMap("sluice.router");
    }

    /** Leaves the bus; its timer goes with the context. */
    @Override
    public Future<?> stop() {
        if (part != null) {
            node.generations().remove(part);
        }
        duties().removeIfPresent(SPEAKER, deploymentID());
        return bus == null ? Future.succeededFuture() : bus.leave();
    }

    private Future<?> hear(Bus line) {
        return Future.all(
                line.hear(Addresses.CATALOG_CHANGED, feed::hear),
                line.hear(Addresses.MODELS_LISTED, feed::hear),
                converse(line));
    }

    private Future<?> answer(Bus line) {
        return Future.all(List.of(
                line.answer(Addresses.ROUTE, request -> Future.succeededFuture(router.route(request))),
                line.answer(Addresses.CHANNELS, request -> Future.succeededFuture(router.channels(request))),
                line.answer(Addresses.CHANNEL_EVENTS, query -> Future.succeededFuture(router.events(query))),
                line.answer(Addresses.MODELS, request -> Future.succeededFuture(router.models(request))),
                line.answer(Addresses.USED, seen -> {
                    router.learn(seen);
                    return Future.succeededFuture(Acknowledged.YES);
                }),
                line.answer(Addresses.LEARN, outcome -> {
                    router.learn(outcome).ifPresent(news -> line.tell(Addresses.CHANNEL_REFUSED, news));
                    return Future.succeededFuture(Acknowledged.YES);
                })));
    }
}
