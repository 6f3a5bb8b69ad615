package dev.sluice.provider;

import dev.sluice.bus.Addresses;
import dev.sluice.bus.Bus;
import dev.sluice.bus.BusNode;
import dev.sluice.bus.Generations;
import dev.sluice.model.call.Traffic;
import dev.sluice.model.catalog.Channel;
import dev.sluice.model.catalog.DisableRules;
import dev.sluice.model.catalog.Provider;
import dev.sluice.provider.egress.Dialler;
import dev.sluice.provider.egress.Names;
import dev.sluice.provider.egress.Upstream;
import dev.sluice.provider.probing.ProbeSettings;
import dev.sluice.provider.probing.ProbeWishes;
import dev.sluice.provider.upstream.Preparation;
import dev.sluice.store.Store;
import dev.sluice.wire.dialects.Dialects;
import io.vertx.core.Future;
import io.vertx.core.VerticleBase;
import io.vertx.core.shareddata.LocalMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Calls upstream APIs: serves {@link Addresses#OPEN}, tells {@link Addresses#MODELS_LISTED}, and asks upstreams what operators want to know. For event loops; each
 * instance has connections, names and a snapshot of the channels of its own.
 */
public final class ProviderVerticle extends VerticleBase {
    private static final long SWEEP_MILLIS = 100;
    private static final long LISTING_MILLIS = 1_000;
    private static final long TICK_MILLIS = 1_000;
    private static final String LISTER = "lister";

    private final BusNode node;
    private final Store store;
    private final Map<String, Provider> presets;
    private final ProviderSettings settings;
    private final Traffic traffic;
    private @Nullable Bus bus;
    private @Nullable Upstream upstream;
    private @Nullable Listings listings;
    private @Nullable Prober prober;
    private Generations.@Nullable Part part;

    /**
     * What the instances of a node share.
     *
     * @param presets from {@link dev.sluice.provider.preset.Presets}, by name
     * @param traffic where all attempts of the node pass
     */
    public record Given(BusNode node, Store store, Map<String, Provider> presets, Traffic traffic) {
        public Given {
            presets = Map.copyOf(presets);
        }
    }

    /** Needs no start before the store is open. */
    public ProviderVerticle(Given given, ProviderSettings settings) {
        this.node = given.node();
        this.store = given.store();
        this.presets = given.presets();
        this.traffic = given.traffic();
        this.settings = settings;
    }

    @Override
    public Future<?> start() {
        Bus line = node.join(context);
        Dialler dialler =
                new Dialler(context, Names.ofSystem(), settings.egress().nameTtl());
        Upstream out = new Upstream(vertx, dialler, settings.egress(), null);
        boolean isLister = roles().putIfAbsent(LISTER, deploymentID()) == null;
        if (isLister) {
            listings = new Listings(line, out, settings.listEvery());
            vertx.setPeriodic(LISTING_MILLIS, tick -> follow(Listings::tick));
            Convoy convoy = new Convoy(node, traffic);
            convoy.tick(line);
            vertx.setPeriodic(TICK_MILLIS, tick -> convoy.tick(line));
        }
        Preparation preparation = new Preparation(presets, Dialects::codec, Signings::of);
        Directory directory =
                new Directory(context, store, preparation, snapshot -> follow(listings -> listings.follow(snapshot)));
        Suspicions suspicions = new Suspicions(line, id -> rules(directory, id), System::nanoTime);
        Carrier carrier = new Carrier(vertx, directory, out, suspicions);
        Trials trials = new Trials(context, store, new Workshop(store, preparation), carrier);
        bus = line;
        upstream = out;
        vertx.setPeriodic(SWEEP_MILLIS, tick -> carrier.checkDeadlines());
        vertx.setPeriodic(settings.reloadEvery().toMillis(), tick -> directory.refresh());
        part = node.generations().add(directory::generation);
        return line.hear(Addresses.CATALOG_CHANGED, news -> directory.hear(news.generation()))
                .compose(heard -> directory.refresh())
                .compose(loaded -> new Inquiries(directory, out).answer(line))
                .compose(answering -> trials.answer(line, node.nodeId()))
                .compose(answering -> isLister ? probe(line, trials) : Future.succeededFuture())
                .compose(answering -> line.serve(Addresses.OPEN, new Gate(traffic, carrier)));
    }

    private Future<Void> probe(Bus line, Trials trials) {
        ProbeSettings probes = settings.probes();
        Prober made = new Prober(
                new Prober.Given(context, store, line, node.members(), trials),
                new ProbeWishes(probes),
                System::nanoTime);
        prober = made;
        vertx.setPeriodic(probes.look().toMillis(), tick -> made.look());
        return made.hear();
    }

    private @Nullable DisableRules rules(Directory directory, String channelId) {
        Channel channel = directory.channel(channelId);
        return channel == null ? null : settings.probes().rules(channel);
    }

    @Override
    public Future<?> stop() {
        if (prober != null) {
            prober.stop();
        }
        if (part != null) {
            node.generations().remove(part);
        }
        roles().removeIfPresent(LISTER, deploymentID());
        Future<Void> left = bus == null ? Future.succeededFuture() : bus.leave();
        return left.eventually(() -> upstream == null ? Future.succeededFuture() : upstream.close());
    }

    private void follow(Consumer<Listings> step) {
        if (listings != null) {
            step.accept(listings);
        }
    }

    /** Which instance of this node does what only one of them should. */
    private LocalMap<String, String> roles() {
        return vertx.sharedData().getLocalMap("sluice.provider");
    }
}
