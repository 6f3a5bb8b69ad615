package dev.sluice.launcher;

import dev.sluice.bus.BusNode;
import dev.sluice.launcher.conf.Conf;
import dev.sluice.launcher.conf.Key;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.vertx.core.Deployable;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running node: starts what its configuration asks for, and stops it in the order in which a request meets it, so that
 * nothing in flight is cut before its time.
 */
public final class Node implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Node.class);
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Conf conf;
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Map<Role, String> deployed = new EnumMap<>(Role.class);
    /** What to stop at the very end, last opened first. */
    private final Deque<Runnable> ground = new ArrayDeque<>();

    private Optional<Addresses> addresses = Optional.empty();

    private record Addresses(URI http, URI management) {}

    private Node(Conf conf) {
        this.conf = conf;
    }

    /**
     * Starts a node and prints its banner.
     *
     * @throws dev.sluice.launcher.conf.ConfException if the configuration cannot be used
     * @throws dev.sluice.store.StoreUnavailable if the database is not to be had
     * @throws PortTaken if a port is not to be had
     * @throws dev.sluice.accounting.CannotStart if the journal cannot be used, or not with this database
     */
    public static Node start(Conf conf, PrintStream out) {
        Node node = new Node(conf);
        boolean up = false;
        try {
            node.open(out);
            up = true;
            return node;
        } finally {
            if (!up) {
                node.close();
            }
        }
    }

    /** Where the API and the web page are. */
    public URI address() {
        return addresses.orElseThrow().http();
    }

    /** Where metrics and health are. */
    public URI management() {
        return addresses.orElseThrow().management();
    }

    private void open(PrintStream out) {
        Parts parts = new Parts(conf, ready::get);
        ground.push(parts::close);
        FirstStart first = parts.firstStart();
        first.applyEnvironment();
        parts.environmentChannels().create(parts.providers().values());

        Vertx vertx = VertxStart.start(conf);
        ground.push(() -> Waiting.quietly(vertx.close(), STEP, "closing Vert.x"));
        BusNode bus = BusNode.start(vertx, NodeName.of(conf), Help.version());
        ground.push(() -> Waiting.quietly(bus.stop(), STEP, "leaving the bus"));
        VertxStart.arrive(bus);

        PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        int port = Ports.orFree(conf.text(Key.HTTP_HOST), conf.integer(Key.HTTP_PORT));
        Jvm jvm = Jvm.measure(meters, bus);
        ground.push(jvm::close);
        var suppliers = parts.suppliers(bus, meters, port);
        report(vertx, bus, meters);
        int managementPort = listen(vertx, meters, parts.readiness());
        register(vertx, suppliers);
        deploy(vertx, parts, bus, port);
        Needs needs = Needs.watch(bus.members(), deployed.keySet());
        ground.push(needs::close);
        ground.push(() -> drain(parts, bus));
        addresses = Optional.of(new Addresses(uri(Key.HTTP_HOST, port), uri(Key.MANAGEMENT_HOST, managementPort)));
        parts.readiness().started();
        ready.set(true);
        banner(parts, first).print(out);
    }

    /** Before the first role, so that others see the node while it starts; until the last has stopped. */
    private void report(Vertx vertx, BusNode bus, PrometheusMeterRegistry meters) {
        EventLoopLag loops = EventLoopLag.measure(vertx);
        ground.push(loops::close);
        Map<String, Integer> roles = Arrays.stream(Role.values())
                .filter(role -> conf.instances(role.instances()) > 0)
                .collect(Collectors.toMap(Role::id, role -> conf.instances(role.instances())));
        SelfReport report = new SelfReport(this::state, roles, new SelfReport.Measures(bus, meters, loops));
        Waiting.await(vertx.deployVerticle(new ReportVerticle(bus, report)), STEP, "deploying the node's report");
    }

    private SelfReport.State state() {
        if (closed.get()) {
            return SelfReport.State.DRAINING;
        }
        return ready.get() ? SelfReport.State.SERVING : SelfReport.State.STARTING;
    }

    private static void register(Vertx vertx, Map<Role, Supplier<Deployable>> suppliers) {
        vertx.registerVerticleFactory(new Roles(suppliers.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().id(), Map.Entry::getValue))));
    }

    private void deploy(Vertx vertx, Parts parts, BusNode bus, int port) {
        Role[] roles = Role.values();
        // Backwards, so that ingress opens its port when all behind it can answer.
        for (int i = roles.length - 1; i >= 0; i--) {
            if (roles[i] == Role.INGRESS) {
                ground.push(() -> finish(parts, bus));
            }
            deploy(vertx, roles[i], port);
        }
        // The others are told of by what they answer.
        deployed.keySet().stream()
                .filter(role -> role == Role.INGRESS || role == Role.ADMIN)
                .forEach(role -> bus.play(role.id()));
        conf.list(Key.VERTICLES_EXTRA)
                .forEach(name -> Waiting.await(vertx.deployVerticle(name), STEP, "deploying " + name));
    }

    private void deploy(Vertx vertx, Role role, int port) {
        int instances = conf.instances(role.instances());
        if (instances > 0) {
            Future<String> deployment =
                    vertx.deployVerticle(role.verticle(), new DeploymentOptions().setInstances(instances));
            deployed.put(role, Ports.await(deployment, conf.text(Key.HTTP_HOST), port));
            ground.push(() -> stop(vertx, role));
        }
    }

    /** Lets streams and calls end that other nodes began here before they heard that this one leaves. */
    private void finish(Parts parts, BusNode bus) {
        if (!conf.flag(Key.CLUSTER_ENABLED)) {
            return;
        }
        long deadline = System.nanoTime() + conf.duration(Key.HTTP_DRAIN).toNanos();
        while (bus.serving() + parts.openCalls() > 0
                && System.nanoTime() - deadline < 0
                && !Thread.currentThread().isInterrupted()) {
            Waiting.pass(LOOK_AGAIN);
        }
    }

    private int listen(Vertx vertx, PrometheusMeterRegistry meters, Readiness readiness) {
        String host = conf.text(Key.MANAGEMENT_HOST);
        int port = conf.integer(Key.MANAGEMENT_PORT);
        OperationsServer server = new OperationsServer(vertx, meters, readiness);
        return Ports.await(server.listen(host, port), host, port);
    }

    private Banner banner(Parts parts, FirstStart first) {
        return new Banner(
                address(),
                management(),
                conf.data(),
                first.firstKey(),
                first.setupToken(),
                parts.store().channels().list().isEmpty());
    }

    private URI uri(Key host, int port) {
        String name = conf.text(host);
        return URI.create("http://" + (name.contains(":") ? "[" + name + "]" : name) + ":" + port);
    }

    /**
     * Says that this node is about to leave, and goes on taking calls until those who spread the load have noticed. Callers
     * that hear of it by their answers go elsewhere.
     */
    private void drain(Parts parts, BusNode bus) {
        parts.readiness().draining();
        parts.drain();
        Waiting.quietly(bus.drain(), STEP, "telling other nodes");
        Waiting.pass(conf.duration(Key.HTTP_DRAIN_DELAY));
    }

    private void stop(Vertx vertx, Role role) {
        String id = deployed.remove(role);
        if (id != null) {
            Duration patience =
                    role == Role.INGRESS ? conf.duration(Key.HTTP_DRAIN).plus(STEP) : STEP;
            Waiting.quietly(vertx.undeploy(id), patience, "stopping " + role.id());
        }
    }

    /** Drains and stops: readiness first, then no more connections, then role by role, then what they stand on. Idempotent. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            ready.set(false);
            LOG.info("stopping");
            while (!ground.isEmpty()) {
                ground.pop().run();
            }
            LOG.info("stopped");
        }
    }
}
