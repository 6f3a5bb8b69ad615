package dev.sluice.launcher;

import dev.sluice.accounting.Accounting;
import dev.sluice.accounting.AccountingNode;
import dev.sluice.accounting.AccountingSettings;
import dev.sluice.accounting.AccountingVerticle;
import dev.sluice.accounting.Clocks;
import dev.sluice.accounting.ClusterLimits;
import dev.sluice.admin.Admin;
import dev.sluice.admin.AdminVerticle;
import dev.sluice.admin.ManagementDoor;
import dev.sluice.bus.BusNode;
import dev.sluice.ingress.Ingress;
import dev.sluice.ingress.IngressVerticle;
import dev.sluice.ingress.load.Level;
import dev.sluice.ingress.load.Overload;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.Key;
import dev.sluice.model.call.Credential;
import dev.sluice.model.catalog.Provider;
import dev.sluice.model.price.PriceChange;
import dev.sluice.provider.ProviderSettings;
import dev.sluice.provider.ProviderVerticle;
import dev.sluice.router.CatalogFeed;
import dev.sluice.router.Router;
import dev.sluice.router.RouterVerticle;
import dev.sluice.router.Surroundings;
import dev.sluice.router.traffic.NodeTraffic;
import dev.sluice.store.Store;
import dev.sluice.store.Vault;
import io.micrometer.core.instrument.MeterRegistry;
import io.vertx.core.Deployable;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** What a node's verticles share, made once, and how each verticle is made from it. */
final class Parts implements AutoCloseable {
    private final Conf conf;
    private final Store store;
    private final Vault vault;
    private final Map<String, Provider> providers;
    private final Admin admin;
    private final DatabaseWatch database;
    private volatile IntSupplier open = () -> 0;
    private Optional<Readiness> readiness = Optional.empty();
    private Optional<Ingress> ingress = Optional.empty();
    private Optional<ExplanationPost> explanations = Optional.empty();

    Parts(Conf conf, BooleanSupplier ready) {
        this.conf = conf;
        this.vault = Vault.of(MasterKey.of(conf));
        this.providers = Wiring.providers(conf);
        this.store = Store.open(Databases.settings(conf), vault);
        this.database = DatabaseWatch.begin(store);
        this.admin = new Admin(
                new Admin.Given(store, vault, providers, Clock.systemUTC(), ready, Wiring.settings(conf)),
                Wiring.management(conf));
    }

    /** Whether this node can serve; once its verticles are made. */
    Readiness readiness() {
        return readiness.orElseThrow();
    }

    /** Lets callers go one by one, with their answers. */
    void drain() {
        ingress.ifPresent(Ingress::drain);
    }

    /** Calls that this node admitted and that have not been settled. */
    int openCalls() {
        return open.getAsInt();
    }

    Store store() {
        return store;
    }

    FirstStart firstStart() {
        return new FirstStart(store, vault, conf);
    }

    EnvironmentChannels environmentChannels() {
        return new EnvironmentChannels(store, conf);
    }

    Map<String, Provider> providers() {
        return providers;
    }

    /** Makes the verticles of each role. */
    Map<Role, Supplier<Deployable>> suppliers(BusNode bus, MeterRegistry meters, int port) {
        ManagementDoor office = new ManagementDoor();
        Ingress door = new Ingress(
                bus.nodeId(),
                Wiring.ingress(conf, port),
                key -> new Credential(vault.digestApiKey(key)),
                office,
                meters,
                Wiring.languages(conf));
        Accounting accounting = accounting(bus, meters);
        introduce(bus, door, accounting);
        remember(door, meters);
        open = accounting::openCalls;
        NodeTraffic traffic = new NodeTraffic(bus.nodeId(), System::nanoTime);
        Router router = new Router(
                Wiring.checked(Wiring::routing, conf),
                providers,
                new Surroundings(meters, dev.sluice.router.Clocks.SYSTEM, traffic));
        ProviderSettings egress = Wiring.checked(Wiring::provider, conf);
        ProviderVerticle.Given given = new ProviderVerticle.Given(bus, store, providers, traffic);
        CatalogFeed feed = new CatalogFeed(store, router);
        return Map.of(
                Role.INGRESS, () -> new IngressVerticle(bus, door),
                Role.ACCOUNTING, () -> new AccountingVerticle(bus, accounting),
                Role.ROUTER, () -> new RouterVerticle(bus, router, feed),
                Role.PROVIDER, () -> new ProviderVerticle(given, egress),
                Role.ADMIN, () -> new AdminVerticle(bus, office, admin));
    }

    /** What each can say about the load and the health of this node. */
    private void introduce(BusNode bus, Ingress door, Accounting accounting) {
        Overload overload = door.overload();
        overload.watchDatabase(accounting::databaseQueue);
        accounting.workWhile(() -> !overload.level().isAtLeast(Level.NO_BACKGROUND));
        ingress = Optional.of(door);
        readiness = Optional.of(new Readiness(new Readiness.Parties(bus, accounting, overload, database), conf));
    }

    /** Keeps of how calls went what somebody may ask for later. */
    private void remember(Ingress door, MeterRegistry meters) {
        Overload overload = door.overload();
        explanations = Optional.of(ExplanationPost.begin(
                door.traces(), store.explanations(), () -> !overload.level().isAtLeast(Level.NO_BACKGROUND), meters));
    }

    private Accounting accounting(BusNode bus, MeterRegistry meters) {
        Clocks clocks = Clocks.SYSTEM;
        AccountingNode node = new AccountingNode(
                bus.nodeId(),
                store,
                meters,
                clocks,
                Wiring.checked(it -> Wiring.journals(it, store.journalRows()), conf));
        AccountingSettings settings = Wiring.checked(Wiring::accounting, conf);
        PriceChange prices = Wiring.prices(conf);
        ClusterLimits limits =
                conf.flag(Key.CLUSTER_ENABLED) ? new ClusterLimits(bus, conf.integer(Key.CLUSTER_SIZE), clocks) : null;
        return new Accounting(node, settings, prices, limits);
    }

    @Override
    public void close() {
        explanations.ifPresent(ExplanationPost::close);
        database.close();
        admin.close();
        store.close();
    }
}
